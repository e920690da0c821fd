"""Which student a slip is about, by the code that was typed. Its sender is told nothing of what was found."""

from typing import NamedTuple

from accounts.models import User
from forms_intake.enums import Flag, MatchConfidence
from school.folding import fold


class Match(NamedTuple):
    """How surely the student is known, and what the office should look at."""

    confidence: MatchConfidence = MatchConfidence.NONE
    flags: tuple[Flag, ...] = ()


def of(student_code: str, student_name: str) -> Match:
    """CERTAIN where code and name agree, LIKELY where the code is another name's. No query without a code.

    A school that has given no codes to its students' accounts does not know any: then nobody is unknown.
    """
    if not student_code:
        return Match()
    name = User.objects.filter(student_code=student_code).values_list("name", flat=True).first()
    if name is None:
        has_codes = User.objects.exclude(student_code="").exists()
        return Match(flags=(Flag.STUDENT_NOT_FOUND,) if has_codes else ())
    return Match(MatchConfidence.CERTAIN if fold(name) == fold(student_name) else MatchConfidence.LIKELY)
