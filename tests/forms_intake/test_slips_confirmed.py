"""What a sender confirms is shown as it is stored, and given anew with every draft."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from forms_intake.admin.submissions import answer_groups
from forms_intake.models import Submission
from forms_intake.slips import rows
from forms_intake.slips.fields import Tick
from forms_intake.slips.hold import HoldForm
from forms_intake.slips.online import SLIPS
from forms_intake.slips.registry import Slip
from forms_intake.slips.transfer import TransferForm
from school import clock
from tests.forms_intake import hold_answers
from tests.forms_intake.slip_pages import CHECK, FORM, fill_in, hidden


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_no_consent_comes_back_from_a_draft(slip: Slip) -> None:
    ticks = [name for name, field in slip.form.base_fields.items() if isinstance(field, Tick)]
    given = {name for name in ticks if name.endswith("_ack") or "consent" in name}
    assert given <= {*slip.form.CONFIRMED, *slip.form.UNKEPT}
    assert given & {*slip.form.CONFIRMED} == {*slip.form.CONFIRMED}


@pytest.mark.parametrize(
    ("form", "ticked"),
    [(HoldForm, ["slot_ack", "expiry_ack", "policy_ack"]), (TransferForm, ["receiver_consent", "no_resale_ack"])],
)
def test_what_was_ticked_is_one_row_in_the_words_of_the_form(form: Any, ticked: list[str]) -> None:
    [group] = rows.confirmed(dict.fromkeys(ticked, True), form)
    assert group.rows[0].value.split("\n") == [str(form.base_fields[name].label) for name in ticked]


@pytest.mark.django_db
def test_the_office_reads_who_filled_in_and_what_they_confirmed() -> None:
    slip = hold_answers.sent(clock.today(), answers={"slot_ack": True, "policy_ack": True})
    with translation.override("en"):
        told = {row.label: row.value for group in answer_groups(slip) for row in group.rows}
    assert told["Who is filling this in"] == "Parent"
    assert told["Confirmed"].startswith("I understand that the old time and teacher may be gone")


@pytest.mark.django_db
def test_only_the_sender_is_told_that_papers_may_follow(client: Client) -> None:
    client.cookies["language"] = "en"
    checked = client.post(CHECK, fill_in(client))
    assert "None yet. You can add them later" in checked.content.decode()
    client.post(FORM, hidden(checked))
    office = render_to_string("admin/forms_intake/_answers.html", {"groups": answer_groups(Submission.objects.get())})
    assert "add them later" not in office


@pytest.mark.django_db
@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_whoever_comes_back_to_a_draft_is_told_what_it_does_not_hold(client: Client, slip: Slip) -> None:
    assert slip.form.base_fields.keys() & {"attachments", "photo"}
    client.cookies["language"] = "en"
    page = client.get(f"/phieu/{slip.form_type}/").content.decode()
    assert "Tick the confirmations again, and choose files again if there were any." in page
