"""Reason templates: sentences that the office chooses from, filled in from the slip, and changes as it likes."""

from django.db.models import Q
from django.utils.translation import gettext as _

from forms_intake.models import ReasonTemplate, Submission


def offered(row: Submission, verb: str) -> list[ReasonTemplate]:
    """Those that fit verb, form and language of the slip: the sender reads what it says; those for this form first."""
    fitting = Q(form_type="") | Q(form_type=row.form_type)
    found = ReasonTemplate.objects.filter(fitting, archived_at=None, verb=verb, language=row.locale)
    return sorted(found, key=lambda one: (not one.form_type, one.place, one.title, one.pk))


def language(locale: str) -> str:
    """The language that the sender reads."""
    return {"vi": _("Vietnamese"), "en": _("English")}[locale]


def filled(template: ReasonTemplate, row: Submission) -> str:
    """The text with what the slip says in place of {student} and {branch}; other braces stay as they are."""
    branch = row.branch.name if row.branch else ""
    return template.text.replace("{student}", row.student_name).replace("{branch}", branch)


def used(typed: str, chosen: str, row: Submission, verb: str) -> str:
    """What the box holds once a template was chosen: its text instead of another template's, or below own words."""
    templates = {str(one.pk): filled(one, row) for one in offered(row, verb)}
    text = templates.get(chosen, "")
    is_own = typed.strip() and typed.strip() not in templates.values()
    return f"{typed.rstrip()} {text}".rstrip() if is_own else text or typed
