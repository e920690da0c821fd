"""Alerts in words: what is wrong, what to do, how many slips wait, and where it is mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forms_intake import alerts
from forms_intake.enums import AlertKind
from forms_intake.hints import sentence
from forms_intake.models import Alert

# A longer queue is told of as “more than”.
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Words:
    """One alert for one reader; `address` is empty where the reader may not mend it."""

    what: str
    advice: str
    since: datetime
    waiting: str
    address: str = ""
    is_urgent: bool = True
    # Whether what waits goes out once the fault is mended, without another click.
    goes_by_itself: bool = False


def shown_to(person: User) -> list[Words]:
    """Every open alert."""
    return [words(alert, for_person=person) for alert in alerts.open_now()]


def words(alert: Alert, *, for_person: User) -> Words:
    """In the active language. What the reader cannot mend says whom to tell."""
    kind = AlertKind(alert.kind)
    what, advice = _TELL[kind](alert)
    permission, address = _place(alert)
    may_mend = not permission or for_person.has_perm(permission)
    return Words(
        what=what,
        advice=advice if may_mend else _("Tell an administrator."),
        since=alert.opened_at,
        waiting=_waiting(alert),
        address=address if may_mend else "",
        is_urgent=not _is_early(alert),
        goes_by_itself=kind in {AlertKind.HELD, AlertKind.OVERDUE, AlertKind.QUOTA, AlertKind.NOWHERE}
        and not _is_early(alert),
    )


def brief(alert: Alert) -> str:
    """What is wrong, in one sentence and without a question to the database."""
    return _TELL[AlertKind(alert.kind)](alert)[0]


def mended(alert: Alert) -> str:
    """That it works again."""
    given = {"name": alert.destination or alert.app or ""}
    if alert.destination_id:
        return _("“%(name)s” works again.") % given
    return _("Calls of “%(name)s” go through again.") % given if alert.app_id else _("Slips are sent again.")


def _held(alert: Alert) -> tuple[str, str]:
    return _("Slips are not sent to “%(name)s”.") % {"name": alert.destination}, sentence(alert.detail.get("hint", ""))


def _overdue(alert: Alert) -> tuple[str, str]:
    if alert.destination_id is None:
        advice = _("The program that sends them does not run. Start the worker again, or restart the server.")
        return _("Slips are not sent at all."), advice
    what = _("Slips for “%(name)s” have waited for more than ten minutes.") % {"name": alert.destination}
    return what, _("They are tried again by themselves. The page of deliveries says what Lark answers.")


def _quota(alert: Alert) -> tuple[str, str]:
    if alert.detail.get("level") == 100:
        return _("This month's calls of “%(name)s” are used up.") % {"name": alert.app}, sentence("quota")
    what = _("This month's calls of “%(name)s” are nearly used up.") % {"name": alert.app}
    return what, _("At 100 % Lark takes nothing more until next month. Upgrade the Lark plan, or use a group robot.")


def _drift(alert: Alert) -> tuple[str, str]:
    what = _("Columns of “%(name)s” have changed in Lark.") % {"name": alert.destination}
    return what, _("Open the destination, look at the differences and accept them.")


def _given_up(alert: Alert) -> tuple[str, str]:
    what = _("Slips for “%(name)s” were given up.") % {"name": alert.destination}
    return what, _("Open them, read why, and choose “Send again”.")


def _nowhere(_alert: Alert) -> tuple[str, str]:
    return _("No destination takes some slips, so Lark does not have them."), sentence("no_destination")


_TELL: Mapping[AlertKind, Callable[[Alert], tuple[str, str]]] = {
    AlertKind.HELD: _held,
    AlertKind.OVERDUE: _overdue,
    AlertKind.QUOTA: _quota,
    AlertKind.DRIFT: _drift,
    AlertKind.GIVEN_UP: _given_up,
    AlertKind.NOWHERE: _nowhere,
}


def _place(alert: Alert) -> tuple[str, str]:
    """The right that mending needs, and the page where it is done."""
    if alert.kind in {AlertKind.HELD, AlertKind.DRIFT}:
        address = _at("admin:forms_intake_destination_change", alert.destination_id)
        return "forms_intake.change_destination", address
    if alert.kind == AlertKind.QUOTA:
        return "forms_intake.change_larkapp", _at("admin:forms_intake_larkapp_change", alert.app_id)
    if alert.kind == AlertKind.NOWHERE:
        return "forms_intake.change_destination", _at("admin:forms_intake_destination_changelist")
    deliveries = _at("admin:forms_intake_delivery_changelist")
    if alert.kind == AlertKind.GIVEN_UP:
        return "forms_intake.send_again_delivery", f"{deliveries}?state=dead&destination={alert.destination_id}"
    # Nobody mends a stopped worker on a page.
    return ("forms_intake.change_destination", "") if alert.destination_id is None else ("", deliveries)


def _at(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _is_early(alert: Alert) -> bool:
    """A warning: nothing waits yet."""
    return alert.kind == AlertKind.QUOTA and alert.detail.get("level") != 100


def _waiting(alert: Alert) -> str:
    if alert.kind == AlertKind.GIVEN_UP:
        return _stopped(alert)
    count, is_more = _slips(alert)
    if is_more:
        return _("More than %(count)s slips wait") % {"count": count - 1}
    return ngettext("%(count)s slip waits", "%(count)s slips wait", count) % {"count": count} if count else ""


def _slips(alert: Alert) -> tuple[int, bool]:
    """How many wait, and whether there may be more."""
    if alert.kind == AlertKind.NOWHERE:
        count = alerts.unwanted(MOST_COUNTED + 1)
        return count, count > MOST_COUNTED
    return (0, False) if _is_early(alert) else alerts.waiting(alert, MOST_COUNTED + 1)


def _stopped(alert: Alert) -> str:
    count = alerts.given_up(alert, MOST_COUNTED + 1)
    if count > MOST_COUNTED:
        return _("More than %(count)s deliveries were given up") % {"count": MOST_COUNTED}
    words = ngettext("%(count)s delivery was given up", "%(count)s deliveries were given up", count)
    return words % {"count": count} if count else ""
