"""The three ways to Lark, each a destination of every slip: a robot, an app's card, a row of a Base."""

from typing import Any

import httpx

_ROBOT, _CHAT, _BASE, _TABLE = "open-bot", "oc_office", "bascnDemo", "tblSlips"
_APP, _SECRET = "cli_demo", "demo-app-secret"


def three_destinations(emulator: httpx.Client, *, limits: bool) -> None:
    """Instead of those that the demo data bring. The free plan's quota would end the run, so the plan is a paid one."""
    from django.conf import settings

    from forms_intake.enums import DestinationKind
    from forms_intake.lark import checks, mapping
    from forms_intake.lark.transports import Access
    from forms_intake.models import Destination, LarkApp

    emulator.put("/_emulator/switches", json={"limits": limits, "monthly_quota": None}).raise_for_status()
    Destination.objects.update(is_active=False)
    secret: dict[str, Any] = {"app_secret": _SECRET}
    app, _created = LarkApp.objects.update_or_create(app_id=_APP, defaults={"config": secret, "monthly_quota": None})
    base: dict[str, Any] = {"app_token": _BASE, "table_id": _TABLE}
    report = checks.check(DestinationKind.BASE, Access(config=base, app={"app_id": _APP, **secret}))
    columns = [column.stored() for column in mapping.suggest(report.fields)]
    robot: dict[str, Any] = {"url": f"{settings.LARK_BASE_URL}/open-apis/bot/v2/hook/{_ROBOT}"}
    chat: dict[str, Any] = {"chat_id": _CHAT}
    Destination.objects.create(name="Chaos: robot", kind=DestinationKind.WEBHOOK, config=robot)
    Destination.objects.create(name="Chaos: app", kind=DestinationKind.MESSAGE, app=app, config=chat)
    Destination.objects.create(name="Chaos: Base", kind=DestinationKind.BASE, app=app, config=base, mapping=columns)
