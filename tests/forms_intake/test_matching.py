"""Slips and the students whose codes they name."""

from typing import Any

import pytest
from django.test import Client

from forms_intake import matching
from forms_intake.enums import Flag, FormType, MatchConfidence
from forms_intake.matching import Match
from forms_intake.models import Submission
from tests import factories
from tests.forms_intake import change_answers, slip_pages

pytestmark = pytest.mark.django_db
UNKNOWN = Match(flags=(Flag.STUDENT_NOT_FOUND,))


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("HV-1", "Nguyễn Bảo An", Match(MatchConfidence.CERTAIN)),
        ("HV-1", "NGUYEN BAO AN", Match(MatchConfidence.CERTAIN)),
        ("HV-1", "Nguyễn Bảo Anh", Match(MatchConfidence.LIKELY)),
        ("HV-2", "Nguyễn Bảo An", UNKNOWN),
        ("", "Nguyễn Bảo An", Match()),
    ],
)
def test_a_code_that_somebody_has_is_found_and_the_name_makes_it_certain(code: str, name: str, expected: Match) -> None:
    factories.user(name="Nguyễn Bảo An", student_code="HV-1")

    assert matching.of(code, name) == expected


def test_before_the_first_code_is_given_no_student_is_unknown() -> None:
    factories.user()
    assert matching.of("HV-2", "Nguyễn Bảo An") == Match()


@pytest.mark.parametrize(("code", "queries"), [("", 0), ("HV-1", 1), ("HV-2", 2)])
def test_only_a_typed_code_is_looked_up(code: str, queries: int, django_assert_num_queries: Any) -> None:
    factories.user(student_code="HV-1")
    with django_assert_num_queries(queries):
        matching.of(code, "Nguyễn Bảo An")


@pytest.mark.parametrize(
    ("code", "confidence", "flags"),
    [("hv-1", MatchConfidence.CERTAIN, []), ("HV-2", MatchConfidence.NONE, [Flag.STUDENT_NOT_FOUND])],
)
def test_the_office_sees_it_and_the_sender_nothing(
    client: Client, code: str, confidence: MatchConfidence, flags: list[Flag]
) -> None:
    factories.user(name="Nguyễn Bảo An", student_code="HV-1")
    sent = slip_pages.send_slip(client, FormType.CHANGE, change_answers.schedule(student_code=code))

    stored = Submission.objects.get()
    assert stored.match_confidence == confidence
    assert [flag for flag in stored.flags if flag == Flag.STUDENT_NOT_FOUND] == flags
    assert "Chưa khớp" not in client.get(sent["Location"]).content.decode()
