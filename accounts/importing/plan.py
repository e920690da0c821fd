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
    """What each row would do now, for this person. Two queries, however many rows."""
    read = [(row, people.read(row)) for row in rows]
    known = _known({person.email for _row, person in read if person.email})
    first: dict[str, int] = {}
    steps = []
    for row, person in read:
        earlier = first.setdefault(person.email, row.number) if person.email else row.number
        steps.append(_step(row, person, earlier, known, by))
    return steps


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


def _known(emails: set[str]) -> dict[str, bool]:
    """Addresses that have an account, and whether it may enter."""
    rows = User.objects.filter(email__in=emails).only("email", "is_active", "archived_at", "expires_at", "role")
    return {str(user.email): user.may_enter for user in rows}
