"""What the address of a slip fills in: `?branch=`, `?course=` and `?teacher=`, as on posters (slips.md, section 10)."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.models import Branch, Product
from forms_intake.slips import people
from school import text

_LONGEST = 40


@dataclass(frozen=True)
class Asked:
    """Values by the names of the fields that may take them, and what the reader should know about the link."""

    branch: Branch | None = None
    initial: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def asked(query: QueryDict) -> Asked:
    """Unknown and malformed values are ignored: a link may be old, or cut off by a message."""
    branch = people.branch_of(query.get("branch"))
    initial = {"branch": branch.code} if branch else {}
    if teacher := _word(query, "teacher"):
        initial |= {"teacher": teacher, "current_teacher": teacher, "preferred_teacher": teacher}
    course, notes = _course(_word(query, "course"))
    return Asked(branch, initial | course, notes)


def _course(sku: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    product = Product.objects.filter(sku=sku).only("name", "sku", "status").first() if sku else None
    if product is None:
        return {}, ()
    if not Product.objects.courses().filter(pk=product.pk).exists():
        return {}, (_("The course in this link is no longer open. Choose another one."),)
    return {"course_text": product.name, "current_course": product.sku, "course_interest": [product.sku]}, ()


def _word(query: QueryDict, name: str) -> str:
    return text.clean(query.get(name, "")[:_LONGEST])
