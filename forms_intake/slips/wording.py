"""Sentences that name a field: the same words stand in the summary and beside the field (slips.md section 2)."""

from django import forms
from django.utils.translation import gettext as _

CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


def noun(label: object) -> str:
    """A label as it reads inside a sentence; an abbreviation keeps its capitals."""
    words = str(label)
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def named(field: forms.Field) -> str:
    """What sentences call the question: its label, unless that is a clause, which reads in no sentence."""
    return str(getattr(field, "named", None) or field.label)


def missing(field: forms.Field) -> str:
    """What to do about an answer that is not there: type it, choose it or tick it."""
    own = getattr(field, "missing", None)
    if own:
        return str(own)
    pattern = _("Choose %(label)s") if isinstance(field.widget, CHOSEN) else _("Enter %(label)s")
    return pattern % {"label": noun(named(field))}


def too_long(label: object, limit: int, length: int) -> str:
    """How much to shorten a text."""
    return _("%(label)s: at most %(limit)s characters, now %(length)s") % {
        "label": label,
        "limit": limit,
        "length": length,
    }


def too_short(label: object, least: int) -> str:
    """How much a text needs."""
    return _("%(label)s: at least %(least)s characters") % {"label": label, "least": least}
