"""What one version of the rules changed of the one before it."""

from typing import NamedTuple

from forms_intake import policies
from forms_intake.policies import PolicyValues


class Difference(NamedTuple):
    """A number that is another one now."""

    name: str
    before: int
    after: int


def between(before: PolicyValues, after: PolicyValues) -> list[Difference]:
    """The numbers that differ, in the order of the rules."""
    both = ((name, getattr(before, name), getattr(after, name)) for name in policies.names(after.form_type))
    return [Difference(*one) for one in both if one[1] != one[2]]
