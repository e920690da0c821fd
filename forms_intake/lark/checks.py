"""“Test connection”: what a destination's settings are good for, and what to do where they are not.

Writes nothing anywhere, never raises, and is over within 15 seconds.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTimeError
from typing import Any

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from forms_intake.enums import DestinationKind
from forms_intake.lark import check_app, check_base, check_mail, webhook
from forms_intake.lark.cards.message import text
from forms_intake.lark.findings import Chat, Finding, Report, of_answer
from forms_intake.lark.mapping import Field
from forms_intake.lark.transports import Access

__all__ = ["Chat", "Field", "Finding", "Report", "check", "check_app_access", "probe"]

log = structlog.get_logger(__name__)
_LONGEST_S = 15.0


def check(kind: str, access: Access, mapping: Iterable[Mapping[str, Any]] = ()) -> Report:
    """Asks Lark, or the mail server, whether a destination of this kind would work. Costs up to four counted calls."""
    entries = tuple(mapping)
    checks: Mapping[str, Callable[[], Report]] = {
        DestinationKind.WEBHOOK: lambda: _robot(access),
        DestinationKind.MESSAGE: lambda: check_app.chat(access),
        DestinationKind.BASE: lambda: check_base.table(access, entries),
        DestinationKind.EMAIL: check_mail.server,
    }
    return _bounded(checks[kind])


def check_app_access(app: Mapping[str, Any]) -> Report:
    """Whether Lark knows the app with this secret; costs nothing of its quota."""
    return _bounded(lambda: check_app.signed_in(app))


def probe(access: Access) -> Report:
    """Writes one line into a robot's group, for everybody there to see: a robot can be asked in no other way."""
    return _bounded(lambda: _line(access))


def _robot(access: Access) -> Report:
    try:
        webhook.checked_url(str(access.config.get("url", "")))
    except Exception as error:
        return Report.of(Finding(False, _("The webhook address is no address of a Lark robot."), _said(error)))
    sentence = _("The webhook address is complete. Whether Lark takes it, only a message tells.")
    return Report.of(Finding(True, sentence, _("Choose “Send a test line” and look into the group.")))


def _line(access: Access) -> Report:
    # With the word that the robot's keyword check should hold.
    line = _("Connection test from %(school)s: slips (phiếu) will come into this group.")
    answer = webhook.send(access.config, text(line % {"school": settings.SCHOOL_NAME}))
    return Report.of(of_answer(answer, _("The test line was sent. It stands in the group now.")))


def _said(error: Exception) -> str:
    return " ".join(getattr(error, "messages", []))


def _in_language(language: str | None, check: Callable[[], Report]) -> Report:
    """A thread begins without the language of whoever asks."""
    with translation.override(language):
        return check()


def _bounded(check: Callable[[], Report]) -> Report:
    """In a thread of its own, so that a page never waits longer than it should for somebody else's server."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        return pool.submit(_in_language, translation.get_language(), check).result(timeout=_LONGEST_S)
    except OutOfTimeError:
        hint = _("Try again in a minute. If that does not help, check the server's connection to the internet.")
        return Report.of(Finding(False, _("There was no answer within 15 seconds."), hint))
    except Exception as error:
        log.exception("check.broken", error=type(error).__name__)
        hint = _("Tell whoever looks after this system; its log says more.")
        return Report.of(Finding(False, _("The test itself went wrong."), hint))
    finally:
        pool.shutdown(wait=False)
