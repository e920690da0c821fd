"""Lists from the database: active branches, teachers and courses, each with "do not remember / other"."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import Branch, Product
from forms_intake.slips.choices import UNKNOWN
from forms_intake.slips.fields import Choice, Several
from school import text
from school.compiled import Compiled

_LONGEST_CODE = 20
_BRANCHES = Compiled(lambda: Branch.objects.open().values_list("pk", "code", "name"))
# Without a name a user reads as an e-mail address, which is nobody's business here.
_TEACHERS = Compiled(lambda: User.objects.teachers().exclude(name="").order_by("name").values_list("pk", "name"))
_COURSES = Compiled(lambda: Product.objects.courses().order_by("name").values_list("sku", "name"))


def offer_branches(field: Choice) -> dict[str, Branch]:
    """Fills the list with the branches that take slips now; returns them by code."""
    branches = [Branch.from_db(DEFAULT_DB_ALIAS, ["id", "code", "name"], row) for row in _BRANCHES.rows()]
    _offer(field, [(branch.code, branch.name) for branch in branches])
    return {branch.code: branch for branch in branches}


def offer_teachers(field: Choice) -> None:
    """Fills the list with the teachers who teach now."""
    _offer(field, [(str(pk), name) for pk, name in _TEACHERS.rows()])


def offer_courses(field: Choice | Several) -> None:
    """Fills the list with the courses and lesson packages that are sold now, by SKU."""
    rows = [(sku, name) for sku, name in _COURSES.rows()]
    if isinstance(field, Several):
        field.choices = rows
    else:
        _offer(field, rows)


def _offer(field: Choice, rows: list[tuple[str, str]]) -> None:
    field.choices = [("", "—"), *rows, (UNKNOWN, _("Do not remember / other"))]


def branch_of(code: Any) -> Branch | None:
    """The open branch with this code; an unknown, archived or malformed one is none."""
    return Branch.objects.open().filter(code=text.clean(str(code)[:_LONGEST_CODE])).first() if code else None
