"""Testing a connection from the admin: what Lark says, and what asking has cost."""

from collections.abc import Iterable, Mapping
from typing import Any

from forms_intake.deliveries import usage
from forms_intake.lark import checks
from forms_intake.lark.checks import Report
from forms_intake.lark.transports import Access
from forms_intake.models import LarkApp


def tested(kind: str, access: Access, app: LarkApp | None, mapping: Iterable[Mapping[str, Any]]) -> Report:
    """What Lark says; its calls are counted with the app's others, because Lark counts them too."""
    report = checks.check(kind, access, mapping)
    usage.count(app.pk if app else None, report.counted)
    return report
