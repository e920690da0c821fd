"""What letters repeat of typed text: nothing that can be clicked, and nothing long for a stranger."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import translation
from django.utils.translation import gettext

from accounts.enums import Role
from forms_intake import submissions
from forms_intake.enums import Source
from forms_intake.lark.mail_text import LONGEST, harmless, repeated
from forms_intake.slips.leave_request import LeaveRequestForm
from tests import factories

pytestmark = pytest.mark.django_db
BAIT = "Tai khoan bi khoa, dang nhap ngay https://evil.example/login"
LONG = "x" * (LONGEST + 1)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (BAIT, "Tai khoan bi khoa, dang nhap ngay (link left out)"),
        ("see WWW.evil.example now", "see (link left out) now"),
        ("(hxxp://evil.example)", "(link left out)"),
        ("evil.example/login", "evil. example/login"),
        ("evil\u3002example", "evil\u3002 example"),
        ("a@evil.example", "a@evil. example"),
        ("Con ốm.Mong cô thông cảm.", "Con ốm. Mong cô thông cảm."),
        ("gi\u202eoc\u200b.live", "gioc. live"),
        ("evil\u2024com evil\ufe52com", "evil. com evil. com"),
        ("go to //evil now", "go to (link left out) now"),
        ("\uff48ttp:\uff0f\uff0fevil", "(link left out)"),
        ("tel:0900123 mailto:x", "tel: 0900123 mailto: x"),
        ("Thứ Bảy 17:30, 21/08/2026", "Thứ Bảy 17:30, 21/08/2026"),
        ("Hai\ndòng", "Hai\ndòng"),
        ("Piano kèm 1-1", "Piano kèm 1-1"),
    ],
)
def test_nothing_that_a_mail_program_would_make_a_link_of_is_repeated(typed: str, told: str) -> None:
    with translation.override("en"):
        assert harmless(typed) == told


def answers(*, source: Source = Source.WEB, by: Any = None, address: str = "huong@example.com") -> dict[str, Any]:
    payload = factories.PAYLOAD | {"note": LONG, "student_name": "Evil.Example", "branch_name": "TP.HCM"}
    draft = factories.draft(payload=payload, contact_email=address)
    return repeated(LeaveRequestForm, submissions.submit(draft, by=by, source=source))


def test_a_stranger_s_address_is_not_sent_long_texts() -> None:
    told = answers()
    assert LONG not in str(told)
    assert told["note"] == gettext("Not repeated here, because it is long. The school has it word for word.")
    assert (told["student_name"], told["branch_name"]) == ("Evil. Example", "TP.HCM")


def test_what_is_known_to_be_the_sender_s_own_address_gets_everything() -> None:
    person = factories.user(Role.STUDENT)
    assert answers(by=person, address=str(person.email).upper())["note"] == LONG
    assert answers(source=Source.STAFF)["note"] == LONG


def test_an_address_that_was_typed_only_proves_nothing() -> None:
    person = factories.user(Role.STUDENT)
    assert answers(by=person)["note"] != LONG
    EmailAddress.objects.filter(user=person).update(verified=False)
    assert answers(by=person, address=str(person.email))["note"] != LONG


def test_of_files_a_letter_tells_the_number_and_no_name() -> None:
    draft = factories.draft(payload=factories.PAYLOAD | {"attachments": ["Đăng nhập evil.example.jpg", "b.pdf"]})
    with translation.override("en"):
        told = repeated(LeaveRequestForm, submissions.submit(draft, by=None, source=Source.WEB))
    assert told["attachments"] == ["Files received: 2"]
