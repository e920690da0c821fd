"""Template tags of what is known already: block A as one readable card, with its questions folded inside."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms, template
from django.utils.safestring import SafeString

from forms_intake.entry import known
from forms_intake.entry.known import BLOCK_A
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.choices import SubmitterRole
from forms_intake.slips.filling import Filling
from forms_intake.templatetags import slips
from school import phones

register = template.Library()

_ALWAYS = ("student_name", "branch", "contact_phone")
_OF_PARENTS = ("contact_name", "contact_relationship")


@dataclass(frozen=True)
class Fold:
    """The questions inside the card, those of them that are not block A's, what is read on it, whether it is open."""

    names: tuple[str, ...]
    more: list[str]
    lines: list[str]
    is_open: bool


@register.simple_tag
def fold(page: Filling, more: str = "") -> Fold | None:
    """The card, if all that block A needs is known; `more`: questions that fold with it once they have answers."""
    if not page.known.initial or not _is_complete(page):
        return None
    form = page.form
    names = [name for name in (*BLOCK_A, *more.split()) if name in form.fields and _folds(page, name)]
    is_open = form.is_bound and (not form.errors or any(name in form.errors for name in names))
    own = [name for name in names if name not in BLOCK_A]
    return Fold(tuple(names), own, [line for line in _lines(page, own) if line], is_open)


def _is_complete(page: Filling) -> bool:
    is_parent = page.form["submitter_role"].value() == SubmitterRole.PARENT
    return all(_told(page, name) for name in (*_ALWAYS, *(_OF_PARENTS if is_parent else ())))


def _folds(page: Filling, name: str) -> bool:
    is_free = not page.form.fields[name].required and name not in page.form.CONDITIONS
    return name in BLOCK_A or is_free or bool(_told(page, name))


def _lines(page: Filling, more: list[str]) -> Iterator[str]:
    contact = ("contact_name", "contact_phone", "contact_email")
    yield _joined(page, ("student_name", "student_code", "branch"))
    is_student = page.form["submitter_role"].value() == SubmitterRole.STUDENT
    yield _joined(page, contact[1:] if is_student else contact)
    yield _joined(page, more)


def _joined(page: Filling, names: "tuple[str, ...] | list[str]") -> str:
    return " · ".join(filter(None, (_told(page, name) for name in names)))


def _told(page: Filling, name: str) -> str:
    """The answer that stands in the form, for reading; of one that is only kept, what may be shown."""
    value = page.form[name].value()
    if not value:
        return known.hidden(page.known.kept).get(name, "")
    found = page.form.fields[name]
    if isinstance(found, forms.ChoiceField):
        return str(dict(found.choices).get(str(value), ""))  # type: ignore[arg-type]  # plain lists here
    return phones.unbroken(str(value)) if name == "contact_phone" else str(value)


@register.simple_tag
def folded_field(form: BlockA, name: str) -> SafeString:
    """A question of the slip inside the card; one that another answer opens stays tied to it."""
    return slips.reveal(form, name) if name in form.CONDITIONS else slips.field(form[name])


@register.simple_tag
def asks(form: BlockA, name: str, folded: Fold | None) -> bool:
    """Whether the question stands on the page itself: the slip has it, and it is not inside the card."""
    return name in form.fields and not (folded and name in folded.names)
