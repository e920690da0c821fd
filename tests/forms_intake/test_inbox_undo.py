"""Taking a deed back: what is brought back, what stays, and for whom and how long."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from accounts.models import User
from forms_intake import work
from forms_intake.enums import DeliveryState, DestinationKind, Flag, Purpose, WorkStatus
from forms_intake.inbox import bulk, undo
from forms_intake.inbox.bulk import Deed
from forms_intake.models import Delivery, Destination, Submission
from forms_intake.work_rules import Verb
from school import archive, clock, encryption
from tests import factories
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def did(deed: Deed, *sent: Submission, by: User, **given: Any) -> str:
    """Does it, and returns the word that undoes it."""
    rows = [bulk.Chosen(slip.reference, slip.revision) for slip in sent]
    return undo.word(bulk.do(deed, rows, by=by, **given).before, by=by)


def told(word: str, by: User) -> list[str]:
    """The refusals in English."""
    with translation.override("en"):
        return [sentence for _slip, sentence in undo.undo(word, by=by).refused]


def state(slip: Submission) -> tuple[Any, ...]:
    slip.refresh_from_db()
    return slip.work_status, slip.status_reason, slip.status_by, slip.status_at, slip.assignee, slip.is_archived


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        (Deed.TAKE, {}),
        (Deed.APPROVE, {}),
        (Deed.DECLINE, {"reason": "hết chỗ"}),
        (Deed.NEEDS_INFO, {"reason": "giấy khám?"}),
        (Deed.ARCHIVE, {}),
        (Deed.ASSIGN, {"to": None}),
    ],
)
def test_everything_is_as_it_was_also_whose_it_was_and_since_when(deed: Deed, given: Any, ha: User, minh: User) -> None:
    slip = work.take(factories.submission(), by=minh)
    before = state(slip)
    word = did(deed, slip, by=ha, **given)
    assert state(slip) != before
    assert undo.undo(word, by=ha).refused == []
    assert state(slip) == before


def test_a_new_slip_is_nobodys_again(ha: User) -> None:
    slip = factories.submission()
    undo.undo(did(Deed.APPROVE, slip, by=ha), by=ha)
    assert state(slip) == (WorkStatus.RECEIVED, "", None, None, None, False)


def test_history_says_who_took_it_back(ha: User) -> None:
    slip = factories.submission()
    undo.undo(did(Deed.APPROVE, slip, by=ha), by=ha)
    events = apps.get_model("forms_intake", "SubmissionEvent")._default_manager.filter(pgh_obj=slip)
    last = events.select_related("pgh_context").latest("pgh_id")
    assert (last.work_status, last.pgh_context.metadata["user"]) == ("received", ha.pk)


def test_lark_and_families_are_told_the_status_of_now(ha: User, lark: Lark) -> None:
    lark.destination()
    slip = factories.submission()
    Delivery.objects.update(state=DeliveryState.DELIVERED, delivered_at=clock.now(), next_attempt_at=None)
    undo.undo(did(Deed.APPROVE, slip, by=ha), by=ha)
    update = Delivery.objects.get(purpose=Purpose.UPDATE)
    slip.refresh_from_db()
    assert (update.state, slip.revision) == (DeliveryState.PENDING, 2)


def test_twice_is_once(ha: User) -> None:
    slip = factories.submission()
    for deed in (Deed.TAKE, Deed.ARCHIVE):
        slip.refresh_from_db()
        word = did(deed, slip, by=ha)
        assert told(word, ha) == []
        slip.refresh_from_db()
        revision = slip.revision
        assert told(word, ha) == []
        slip.refresh_from_db()
        assert slip.revision == revision


def test_what_has_changed_since_stays_and_the_others_are_brought_back(ha: User, minh: User) -> None:
    changed, other = factories.submission(), factories.submission()
    word = did(Deed.TAKE, changed, other, by=ha)
    work.approve(changed, by=minh)
    assert told(word, ha) == ["This slip has changed since, so it stays as it is. Look at it first."]
    assert (state(changed)[0], state(other)[0]) == ("approved", "received")


def test_what_was_archived_anew_stays_archived(ha: User, minh: User) -> None:
    slip = factories.submission()
    word = did(Deed.ARCHIVE, slip, by=ha)
    archive.restore(slip, by=minh)
    archive.archive(slip, by=minh, reason="trùng")
    assert told(word, ha) == ["This slip has changed since, so it stays as it is. Look at it first."]


def test_what_was_put_away_or_deleted_since_is_told(ha: User) -> None:
    taken, archived, gone = (factories.submission() for _ in range(3))
    word = did(Deed.TAKE, taken, by=ha)
    archive.archive(taken, by=ha, reason="trùng")
    assert told(word, ha) == ["This slip is archived. Restore it first."]
    word = did(Deed.ARCHIVE, archived, gone, by=ha)
    Submission.objects.filter(pk=archived.pk).update(archived_at=None, archive_reason="")
    assert told(word, ha) == []


def test_who_may_not_approve_a_long_hold_does_not_bring_its_approval_back(ha: User, minh: User) -> None:
    slip = work.approve(factories.submission(), by=minh)
    word = did(Deed.DONE, slip, by=ha)
    Submission.objects.update(flags=[Flag.HOLD_TOO_LONG])
    assert "the management approves it" in told(word, ha)[0]


def test_who_may_not_restore_is_told_so(ha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    word = did(Deed.ARCHIVE, factories.submission(), by=ha)
    monkeypatch.setattr(User, "has_perm", lambda _self, right, _obj=None: right != "forms_intake.restore_submission")
    assert told(word, ha) == ["You may not restore slips. Ask an administrator."]


def test_a_letter_that_went_out_already_is_said(client: Client, ha: User) -> None:
    slip = factories.submission()
    word = did(Deed.APPROVE, slip, by=ha)
    _letter(slip)
    page = client.post("/inbox/undo/", {"word": word}, headers={"HX-Request": "true"}).content.decode()
    assert "Undone: Nguyễn Bảo An. 1 family has had a letter about it already, and gets a new one." in page


def test_the_word_is_of_one_person_and_holds_ten_minutes(ha: User, minh: User, monkeypatch: pytest.MonkeyPatch) -> None:
    word = did(Deed.TAKE, factories.submission(), by=ha)
    with translation.override("en"):
        with pytest.raises(work.Refused, match="Nothing can be undone with this"):
            undo.undo(word, by=minh)
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=11))
        with pytest.raises(work.Refused, match="too late"):
            undo.undo(word, by=ha)


@pytest.mark.parametrize("word", ["", "x", "gAAAA", "ế", "\x00", "x" * 100_000])
def test_a_word_that_is_none_undoes_nothing(client: Client, ha: User, word: str) -> None:
    answer = client.post("/inbox/undo/", {"word": word}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'class="toast"' not in answer.content.decode()


def test_a_secret_of_another_kind_is_no_word(ha: User) -> None:
    with pytest.raises(work.Refused):
        undo.undo(encryption.encrypt({"by": ha.pk, "app_secret": "x"}), by=ha)


def test_what_changed_nothing_has_no_word(ha: User) -> None:
    slip = work.take(factories.submission(), by=ha)
    assert did(Deed.TAKE, slip, by=ha) == ""


def test_no_names_and_no_reasons_can_be_read_in_it(ha: User) -> None:
    slip = work.do(Verb.NEEDS_INFO, factories.submission(), by=ha, reason="giấy khám của An")
    word = did(Deed.APPROVE, slip, by=ha)
    assert "An" not in encryption.decrypt(word)["use"]
    assert encryption.decrypt(word)["rows"][0][3] == "giấy khám của An"
    assert "khám" not in word


def test_the_last_deed_stays_within_reach_until_it_is_too_late(
    client: Client, ha: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = factories.submission()
    client.post("/inbox/bulk/take/", {"row": f"{slip.reference}:0"}, headers={"HX-Request": "true"})
    assert "Just now: Taken: Nguyễn Bảo An</p>" in client.get("/inbox/").content.decode()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=11))
    assert "Just now:" not in client.get("/inbox/").content.decode()


def test_without_script_undoing_leads_back_to_the_list(client: Client, ha: User) -> None:
    slip = factories.submission()
    word = did(Deed.TAKE, slip, by=ha)
    answer = client.post("/inbox/undo/", {"word": word, "query": "view=mine"})
    assert answer.headers["Location"] == "/inbox/?view=mine"
    assert state(slip)[0] == "received"


def _letter(slip: Submission) -> None:
    """The mail server has taken the letter about what the slip says now."""
    slip.refresh_from_db()
    place = Destination.objects.create(name="thư", kind=DestinationKind.EMAIL)
    done = {
        "state": DeliveryState.DELIVERED,
        "delivered_at": clock.now(),
        "revision": slip.revision,
        "next_attempt_at": None,
    }
    Delivery.objects.create(submission=slip, destination=place, purpose=Purpose.UPDATE, **done)


def test_what_was_answered_before_the_deed_stays_answered(ha: User) -> None:
    slip = work.do(Verb.REOPEN, work.approve(factories.submission(), by=ha), by=ha)
    answered_at = slip.answered_at
    undo.undo(did(Deed.DECLINE, slip, by=ha, reason="hết chỗ"), by=ha)
    slip.refresh_from_db()
    assert (slip.work_status, slip.answered_at) == (WorkStatus.IN_REVIEW, answered_at)
