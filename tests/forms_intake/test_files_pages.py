"""Files on their way: chosen on the form, kept through check and back, tied to the slip when it is sent."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from accounts.enums import Role
from forms_intake.files import belonging, kept, limits, storage
from forms_intake.files.kept import Page
from forms_intake.models import Attachment, Submission
from school import clock
from tests import factories
from tests.forms_intake.file_samples import PDF, broken, picture, upload
from tests.forms_intake.slip_pages import (
    CHECK,
    CONSEQUENCE,
    EDIT,
    FORM,
    boxes,
    errors,
    fill_in,
    hidden,
    hidden_lists,
    send,
)

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATTACHMENTS_DIR", str(tmp_path / "papers"))


@pytest.fixture
def client(client: Client) -> Client:
    """A visitor who reads English: the words of these pages are asserted."""
    client.cookies["language"] = "en"
    return client


def choose(client: Client, *files: object, **changes: Any) -> "Response":
    """Fills the form in, chooses files and goes on to the check page."""
    return client.post(CHECK, fill_in(client, **changes) | {"attachments_new": list(files)})


def tokens(response: "Response") -> list[str]:
    return hidden_lists(response).get("attachments", [])


def shown(response: "Response") -> list[str]:
    """The names on the form page's list of kept files."""
    return re.findall(r'class="files__name".*?<span>(.*?) <span', response.content.decode(), re.DOTALL)


def test_the_form_takes_files_without_javascript(client: Client) -> None:
    page = client.get(FORM).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'accept="image/*,application/pdf"' in page


def test_chosen_files_are_kept_at_once_and_named_on_the_check_page(client: Client) -> None:
    checked = choose(client, upload(picture(), "giấy khám.png"), upload(PDF, "lịch thi.pdf"))
    assert "giấy khám.jpg<br>lịch thi.pdf" in checked.content.decode()
    assert (Attachment.objects.unsent().count(), len(tokens(checked))) == (2, 2)


def test_sending_ties_the_files_to_the_slip_which_stores_their_names_only(client: Client) -> None:
    client.post(FORM, hidden_lists(choose(client, upload(picture(), "a.png"), upload(PDF, "b.pdf"))))
    slip = Submission.objects.get()

    assert slip.payload["attachments"] == ["a.jpg", "b.pdf"]
    assert [(row.name, row.unsent_since) for row in slip.attachments.all()] == [("a.jpg", None), ("b.pdf", None)]
    assert belonging.count(slip) == 2


def test_a_slip_without_files_says_that_they_may_follow(client: Client) -> None:
    checked = client.post(CHECK, fill_in(client))
    assert "None yet. You can add them later" in checked.content.decode()
    client.post(FORM, hidden(checked))
    assert "attachments" not in Submission.objects.get().payload


def test_sending_twice_makes_one_slip_and_ties_each_file_once(client: Client) -> None:
    given = hidden_lists(choose(client, upload(picture())))
    for _time in range(2):
        assert client.post(FORM, given).status_code == 303
    assert (Submission.objects.count(), Attachment.objects.count()) == (1, 1)


def test_after_an_error_elsewhere_the_files_are_still_there(client: Client) -> None:
    refused = choose(client, upload(picture(), "a.png"), student_name=None)
    assert (refused.status_code, shown(refused)) == (422, ["a.jpg"])
    corrected = hidden_lists(refused) | fill_in(client) | hidden(refused)
    assert "a.jpg" in client.post(CHECK, corrected).content.decode()


def test_the_way_back_keeps_the_files(client: Client) -> None:
    checked = choose(client, upload(picture(), "a.png"))
    assert shown(client.post(EDIT, hidden_lists(checked))) == ["a.jpg"]


def test_a_ticked_file_is_left_behind(client: Client) -> None:
    form = client.post(EDIT, hidden_lists(choose(client, upload(picture(), "a.png"), upload(PDF, "b.pdf"))))
    given = fill_in(client) | hidden_lists(form) | {"attachments_drop": tokens(form)[:1]}
    client.post(FORM, hidden_lists(client.post(CHECK, given)))
    assert Submission.objects.get().payload["attachments"] == ["b.pdf"]


def test_of_a_good_and_a_bad_file_the_good_one_is_kept(client: Client) -> None:
    refused = choose(client, upload(picture(), "a.png"), upload(b"<html>", "b.html"))
    assert errors(refused) == {"id_attachments": "b.html: Files may have 10 MB at most and must be pictures or PDF"}
    assert shown(refused) == ["a.jpg"]


def test_a_refused_file_does_not_keep_the_slip_back(client: Client) -> None:
    refused = choose(client, upload(b"<html>", "b.html"))
    assert client.post(CHECK, fill_in(client) | hidden(refused)).status_code == 200


def test_of_four_files_three_are_kept_and_the_rest_is_told(client: Client) -> None:
    refused = choose(client, *[upload(picture(size=(n, 9)), f"{n}.png") for n in range(1, 5)])
    assert errors(refused) == {"id_attachments": "At most 3 files. The others can be added later"}
    assert (shown(refused), Attachment.objects.count()) == (["1.jpg", "2.jpg", "3.jpg"], 3)


def test_no_request_has_more_files_read_than_may_be_kept(client: Client) -> None:
    refused = choose(client, *[upload(broken(), f"{n}.png") for n in range(12)])
    summary = refused.content.decode().partition('class="error-summary"')[2].partition("</ul>")[0]
    assert re.findall(r"(\d+)\.png: This file is damaged", summary) == ["0", "1", "2"]
    assert "At most 3 files. The others can be added later" in summary


def test_when_no_file_is_taken_that_is_said_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_UNSENT_BYTES", -1)
    told = errors(choose(client, upload(PDF, "a.pdf"), upload(PDF, "b.pdf")))["id_attachments"]
    assert (told.startswith("a.pdf: Files cannot be kept"), "b.pdf" in told) == (True, False)


def test_the_same_file_chosen_again_counts_once(client: Client) -> None:
    form = client.post(EDIT, hidden_lists(choose(client, upload(PDF))))
    again = client.post(CHECK, fill_in(client) | hidden_lists(form) | {"attachments_new": [upload(PDF)]})
    assert len(tokens(again)) == 1


def test_anothers_token_brings_no_file_along(client: Client) -> None:
    stolen = tokens(choose(client, upload(picture())))
    refused = client.post(CHECK, fill_in(client) | {"attachments": stolen})
    assert errors(refused) == {"id_attachments": "A file that you chose is no longer here. Choose it again"}
    assert (refused.status_code, shown(refused)) == (422, [])


@pytest.mark.parametrize("token", ["", "1", "x:y:z", "0" * 5000, "\x00"])
def test_what_is_no_token_is_told_like_a_file_that_is_gone(client: Client, token: str) -> None:
    assert "id_attachments" in errors(client.post(CHECK, fill_in(client) | {"attachments": [token]}))


def test_a_file_that_was_purged_meanwhile_is_asked_for_again(client: Client) -> None:
    checked = choose(client, upload(picture()))
    Attachment.objects.all().delete()
    refused = client.post(FORM, hidden_lists(checked))
    assert (refused.status_code, Submission.objects.count()) == (422, 0)
    assert "id_attachments" in errors(refused)


def test_a_page_that_lost_its_key_keeps_no_file_for_anybody_else(client: Client) -> None:
    refused = choose(client, upload(picture()), idempotency_key="")
    assert refused.status_code == 422
    assert client.post(CHECK, fill_in(client) | {"attachments": tokens(refused)}).status_code == 422


def test_the_live_line_stores_nothing(client: Client) -> None:
    assert client.post(CONSEQUENCE, fill_in(client) | {"attachments_new": [upload(picture())]}).status_code == 200
    assert not Attachment.objects.exists()


def test_sent_edited_and_sent_again_both_slips_have_the_file(client: Client) -> None:
    checked = choose(client, upload(picture(), "a.png"))
    client.post(FORM, hidden_lists(checked))
    form = client.post(EDIT, hidden_lists(checked))
    client.post(FORM, hidden_lists(client.post(CHECK, fill_in(client) | hidden_lists(form) | {"note": "khác"})))
    first, second = (slip.attachments.get() for slip in Submission.objects.order_by("pk"))

    assert first.stored != second.stored
    assert storage.read(first.stored) == storage.read(second.stored)


def test_another_file_of_the_same_name_is_another_slip(client: Client) -> None:
    checked = choose(client, upload(picture(), "image.jpg"))
    client.post(FORM, hidden_lists(checked))
    form = client.post(EDIT, hidden_lists(checked))
    swapped = {"attachments_drop": tokens(form), "attachments_new": [upload(picture(size=(9, 9)), "image.jpg")]}
    client.post(FORM, hidden_lists(client.post(CHECK, fill_in(client) | hidden_lists(form) | swapped)))
    digests = [slip.attachments.get().sha256 for slip in Submission.objects.all()]
    assert len(set(digests)) == 2


def test_a_file_that_cannot_be_copied_holds_up_no_slip(client: Client) -> None:
    row_of = choose(client, upload(picture()))
    client.post(FORM, hidden_lists(row_of))
    storage.delete(Attachment.objects.get().stored)
    form = client.post(EDIT, hidden_lists(row_of))
    client.post(FORM, hidden_lists(client.post(CHECK, fill_in(client) | hidden_lists(form) | {"note": "khác"})))
    assert [slip.attachments.count() for slip in Submission.objects.order_by("pk")] == [1, 0]


def test_papers_answer_the_question_for_evidence(client: Client) -> None:
    late = {"reason": "sick", **_today()}
    asked = choose(client, **late)
    given = choose(client, upload(picture()), **late)
    assert ("A medical note can help" in asked.content.decode(), "A medical note" in given.content.decode()) == (
        True,
        False,
    )


def test_an_office_colleague_has_no_limit_and_leaves_no_address(client: Client) -> None:
    choose(client, upload(picture()))
    client.force_login(factories.user(Role.STAFF))
    choose(client, upload(PDF))
    assert [bool(row.ip_hash) for row in Attachment.objects.order_by("pk")] == [True, False]


def test_tokens_name_a_file_for_one_field_only(client: Client) -> None:
    send(client)
    row = Attachment(pk=1, field="photo", name="a", size=1)
    page = Page("student-info", Submission.objects.get().idempotency_key)
    assert kept.read([kept.of(row, page).token], page, "attachments") == ([], True)


def _today() -> dict[str, str]:
    return {**boxes("lesson_date", clock.today()), "lesson_time": "21:00"}
