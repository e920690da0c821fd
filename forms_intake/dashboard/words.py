"""How figures are written: 1.204, 97,3%, 3 hours 20 minutes, 2,4 seconds."""

from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from forms_intake.dashboard.period import Period

NOTHING = "–"


def number(value: float, *, decimals: int = 0) -> str:
    """With the signs of the reader's language."""
    return _written(round(value, decimals), decimals, get_language())


# A page has a thousand of them, most of them small and the same.
@lru_cache(maxsize=5_000)
def _written(value: float, decimals: int, _language: str | None) -> str:
    return str(number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True))


def percent(part: int, whole: int) -> str:
    """97,3%; whole ones without a comma, nothing of nothing. Never 100 while one is missing."""
    if not whole:
        return NOTHING
    share = int(part * 1000 / whole) / 10
    return f"{number(share, decimals=0 if share.is_integer() else 1)}%"


def span(minutes: float | None) -> str:
    """Working time in hours and minutes."""
    if minutes is None:
        return NOTHING
    hours, rest = divmod(round(minutes), 60)
    parts = [ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": number(hours)}] if hours else []
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def seconds(ms: float | None) -> str:
    """How long Lark took; long times in minutes and hours."""
    if ms is None:
        return NOTHING
    if ms >= 120_000:
        return span(ms / 60_000)
    return _("%(n)s seconds") % {"n": number(ms / 1000, decimals=1)}


def short(day: date) -> str:
    """A day below a bar."""
    return f"{day:%d/%m}"


def long(day: date, *, is_week: bool, period: Period) -> str:
    """A day, or the days of a week that belong to the period."""
    if not is_week:
        return f"{day:%d/%m/%Y}"
    first, last = max(day, period.since), min(day + timedelta(days=6), period.until)
    return pgettext("days", "%(first)s–%(last)s") % {"first": f"{first:%d/%m}", "last": f"{last:%d/%m/%Y}"}
