"""Time zones as people choose them: places by name with their present distance from UTC."""

import functools
import zoneinfo
from datetime import UTC, date, datetime, time, tzinfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from school import clock

# Where our families and teachers live most; the order is that of the list.
_COMMON = {
    "Asia/Ho_Chi_Minh": gettext_lazy("Vietnam"),
    "Asia/Bangkok": gettext_lazy("Thailand, Laos, Cambodia"),
    "Asia/Singapore": gettext_lazy("Singapore, Malaysia"),
    "Asia/Shanghai": gettext_lazy("China"),
    "Asia/Taipei": gettext_lazy("Taiwan"),
    "Asia/Seoul": gettext_lazy("Korea"),
    "Asia/Tokyo": gettext_lazy("Japan"),
    "Australia/Sydney": gettext_lazy("Australia: Sydney, Melbourne"),
    "Australia/Perth": gettext_lazy("Australia: Perth"),
    "Pacific/Auckland": gettext_lazy("New Zealand"),
    "Europe/London": gettext_lazy("United Kingdom, Ireland"),
    "Europe/Paris": gettext_lazy("France, Belgium, Netherlands"),
    "Europe/Berlin": gettext_lazy("Germany, Czechia, Poland"),
    "Europe/Moscow": gettext_lazy("Russia: Moscow"),
    "America/New_York": gettext_lazy("America: New York, Toronto"),
    "America/Chicago": gettext_lazy("America: Chicago, Houston"),
    "America/Denver": gettext_lazy("America: Denver"),
    "America/Los_Angeles": gettext_lazy("America: California, Vancouver"),
    "UTC": gettext_lazy("Universal time"),
}
_REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
LONGEST = 40


@functools.cache
def known() -> frozenset[str]:
    """The names that may be chosen: places of the IANA list, no abbreviations."""
    names = {name for name in zoneinfo.available_timezones() if name.startswith(_REGIONS) and len(name) <= LONGEST}
    return frozenset(names | _COMMON.keys())


def of(name: str) -> tzinfo:
    """The zone; the school's own for a name that this machine does not know."""
    return zoneinfo.ZoneInfo(name) if name in known() else timezone.get_default_timezone()


def label(name: str) -> str:
    """The zone as people call it: a frequent one by its country, another by city and region."""
    return str(_COMMON.get(name) or _readable(name))


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All zones for a select: the frequent ones by country, then every other one by region and city."""
    offsets = _offsets(clock.today())
    common = [(name, f"{label(name)} ({offsets[name]})") for name in _COMMON]
    others = sorted(known() - _COMMON.keys())
    return [
        (_("Often used"), common),
        (_("All other places"), [(name, f"{_readable(name)} ({offsets[name]})") for name in others]),
    ]


def _readable(name: str) -> str:
    region, _slash, place = name.replace("_", " ").partition("/")
    return f"{place.replace('/', ', ')}, {region}"


@functools.lru_cache(maxsize=2)
def _offsets(day: date) -> dict[str, str]:
    """Kept for a day: reading some 450 files of zone data takes a moment, and clocks change at night."""
    noon = datetime.combine(day, time(12), UTC)
    return {name: _offset(noon.astimezone(zoneinfo.ZoneInfo(name))) for name in known()}


def _offset(moment: datetime) -> str:
    sign_and_hours = moment.strftime("%z")
    return f"UTC{sign_and_hours[:3]}:{sign_and_hours[3:5]}"
