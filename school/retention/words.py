"""How long something is kept, in words, from retention.yaml."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from school.retention import rules

_AFTER = {
    "archived_at": gettext_noop("%(time)s after the account was put away"),
    "deletion_requested_at": gettext_noop("%(time)s after you asked for deletion"),
    "expires_at": gettext_noop("%(time)s after it ran out"),
    "expire_date": gettext_noop("%(time)s after it ran out"),
    "submitted_at": gettext_noop("%(time)s after you sent it"),
    "closed_at": gettext_noop("%(time)s after the room was closed"),
    "last_seen_at": gettext_noop("%(time)s after it was last used"),
}
_GUEST = gettext_noop("%(time)s after a guest’s time is over")
_OTHERWISE = gettext_noop("%(time)s after it was written")
_YEAR = 365


def how_long(label: str) -> list[str]:
    """One phrase for each rule; what goes with a person is kept as long as the account."""
    phrases = [phrase for rule in rules.of(label) for phrase in _phrases(rule)]
    return list(dict.fromkeys(phrases))


def _phrases(rule: rules.Rule) -> list[str]:
    if rule.owner:
        return [_("as long as your account")] if rules.of(rule.owner)[0].forget else how_long(rule.owner)
    guests = rule.forget and rule.after == "expires_at"
    return [_(_GUEST if guests else _AFTER.get(rule.after, _OTHERWISE)) % {"time": _time(rule.days)}]


def _time(days: int) -> str:
    years, rest = divmod(days, _YEAR)
    if years and not rest:
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
