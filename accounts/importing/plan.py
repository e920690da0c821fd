"""What an import would do, row by row. The dry run shows it, the confirmation compares it, and then it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Role
from accounts.importing import people
from accounts.importing.people import Person
from accounts.importing.reading import Row
from accounts.models import User
from accounts.people import may_grant


class Outcome(models.TextChoices):
    """What happens to a row."""

    NEW = "new", pgettext_lazy("import", "New account")
    KNOWN = "known", pgettext_lazy("import", "Exists, stays as it is")
    ERROR = "error", pgettext_lazy("import", "To correct")


@dataclass(frozen=True)
class Step:
    """One row with what happens to it."""

    row: Row
    person: Person
    outcome: Outcome

    @property
    def role_label(self) -> str:
        """The role in words; what was typed when it is none."""
        return str(Role(self.person.role).label) if self.person.role else self.row.cells["role"]


def plan(rows: Sequence[Row], *, by: User) -> list[Step]:
    """What each row would do now, for this person. Three queries, however many rows."""
    read = [(row, people.read(row)) for row in rows]
    known = _known({person.email for _row, person in read if person.email})
    holders = _holders({person.student_code for _row, person in read if person.student_code})
    emails, codes = dict[str, int](), dict[str, int]()
    steps = []
    for row, person in read:
        step = _step(row, person, _earlier(emails, person.email, row), known, by)
        steps.append(_with_code(step, _earlier(codes, person.student_code, row), holders))
    return steps


def _earlier(first: dict[str, int], word: str, row: Row) -> int:
    """The number of the first row with the word; this row's own when it is the first, or has none."""
    return first.setdefault(word, row.number) if word else row.number


def _with_code(step: Step, earlier: int, holders: dict[str, str]) -> Step:
    """An account that exists stays as it is, whatever code its row has."""
    errors, code = list(step.person.errors), step.person.student_code
    if earlier != step.row.number:
        errors.append(_("Student code: the same code is in row %(number)s") % {"number": earlier})
    if holders.get(code, step.person.email) != step.person.email:
        errors.append(_("Student code: another student has it already"))
    is_wrong = len(errors) > len(step.person.errors)
    outcome = Outcome.ERROR if is_wrong else step.outcome
    return replace(step, person=replace(step.person, errors=tuple(errors)), outcome=outcome)


def _step(row: Row, person: Person, earlier: int, known: dict[str, bool], by: User) -> Step:
    errors = list(person.errors)
    if person.role and not may_grant(by, person.role):
        errors.append(_("Role: you can give roles up to your own only"))
    if earlier != row.number:
        errors.append(_("E-mail: the same address is in row %(number)s") % {"number": earlier})
    if known.get(person.email) is False:
        errors.append(_("E-mail: this account is archived or switched off. Open it again in the list of users"))
    outcome = Outcome.ERROR if errors else Outcome.KNOWN if person.email in known else Outcome.NEW
    return Step(row, replace(person, errors=tuple(errors)), outcome)


def _holders(codes: set[str]) -> dict[str, str]:
    """Codes that somebody has, and whose they are."""
    rows = User.objects.filter(student_code__in=codes).values_list("student_code", "email")
    return {code: str(email) for code, email in rows} if codes else {}


def _known(emails: set[str]) -> dict[str, bool]:
    """Addresses that have an account, and whether it may enter."""
    rows = User.objects.filter(email__in=emails).only("email", "is_active", "archived_at", "expires_at", "role")
    return {str(user.email): user.may_enter for user in rows}
