"""The status page of each of the five slips, as their own forms store them."""

from typing import Any

import pytest
from django.test import Client

from forms_intake.models import Submission
from tests import factories
from tests.forms_intake import change_answers, hold_answers, slip_pages, student_info_answers, transfer_answers
from tests.forms_intake.slip_pages import send_slip
from tests.forms_intake.status_pages import page, text

pytestmark = pytest.mark.django_db
PRIVATE = {"student_code": "HV-0123", "contact_email": "huong.pham@gmail.com"}
# Telephones, birthdays, codes, addresses and what is kept apart, as anybody would write them.
HIDDEN = ("345 678", "654 321", "27/03/", "HV-0123", "huong.pham", "hen suyễn", "thầy hay muộn", "Lê Lợi")

AT_HOME = {
    "health_note": "hen suyễn",
    "consent_health": "on",
    "address_line": "12 Lê Lợi",
    "ward": "Bến Thành",
    "province": "79",
}

SLIPS: dict[str, Any] = {
    "student-info": lambda: student_info_answers.registration("P24", **PRIVATE, **AT_HOME),
    "leave-request": lambda: slip_pages.answers(**PRIVATE),
    "change": lambda: change_answers.teacher(**PRIVATE, private_note="thầy hay muộn"),
    "hold": lambda: hold_answers.answers(**PRIVATE),
    "transfer": lambda: transfer_answers.person(**PRIVATE),
}


def test_the_consent_to_a_health_note_needs_no_note_to_be_understood(client: Client) -> None:
    factories.product(sku="P24")
    send_slip(client, "student-info", SLIPS["student-info"]())
    client.cookies["language"] = "en"
    assert "Consent to store health information" in text(client.get(page(Submission.objects.get())))


@pytest.mark.parametrize("form_type", SLIPS)
def test_whoever_sent_it_follows_it_at_once_and_nobody_reads_numbers_over_their_shoulder(
    client: Client, form_type: str
) -> None:
    factories.product(sku="P24")
    assert send_slip(client, form_type, SLIPS[form_type]()).status_code == 303
    response = client.get(page(Submission.objects.get()))
    seen = text(response).replace("\u00a0", " ")
    assert response.status_code == 200
    assert "Nguyễn Bảo An" in seen
    assert [word for word in HIDDEN if word in seen] == []
