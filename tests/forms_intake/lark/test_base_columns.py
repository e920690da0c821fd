"""Rows in a Base whose columns were renamed, removed, retyped, or refuse their value."""

import pytest
from django.utils import timezone

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from tests.forms_intake.lark import bases
from tests.forms_intake.lark.test_base import refusal, row
from tests.lark import Lark

pytestmark = pytest.mark.django_db


def test_a_renamed_column_is_written_under_its_new_name(lark: Lark) -> None:
    sent = bases.delivery()
    lark.column("Học viên", name="Tên bé")
    answer = bases.send(sent)
    assert (answer.outcome, answer.left_out) == (Outcome.OK, ())
    assert row(lark)["Tên bé"] == "Nguyễn Bảo An"
    assert "Tên bé" in {column["field_name"] for column in answer.columns}


def test_even_the_reference_may_be_renamed_while_a_row_is_looked_for(lark: Lark) -> None:
    sent = bases.delivery()
    bases.send(sent)
    lark.column("Submission ID", name="Mã")
    assert bases.send(sent, look_first=True).outcome is Outcome.OK
    assert len(lark.records()) == 1


def test_a_removed_column_is_left_out(lark: Lark) -> None:
    sent = bases.delivery()
    lark.drop_column("Học viên")
    answer = bases.send(sent)
    assert (answer.outcome, answer.left_out) == (Outcome.OK, ("Học viên",))
    assert row(lark)["Điện thoại"]


def test_a_column_removed_and_added_again_is_written_again(lark: Lark) -> None:
    sent = bases.delivery()
    lark.drop_column("Học viên")
    lark.column("Học viên", type=1)
    assert bases.send(sent).left_out == ()
    assert row(lark)["Học viên"] == "Nguyễn Bảo An"


def test_a_column_of_another_type_gets_what_that_type_takes(lark: Lark) -> None:
    sent = bases.delivery()
    for name, kind in (("Gửi lúc", 1), ("Điện thoại", 1), ("Đánh dấu", 1)):
        lark.drop_column(name)
        lark.column(name, type=kind)
    answer = bases.send(sent)
    assert (answer.outcome, answer.left_out) == (Outcome.OK, ())
    assert row(lark)["Gửi lúc"].endswith(f"{timezone.localtime(sent.submission.submitted_at):%d/%m/%Y}")


def test_a_column_whose_new_type_cannot_hold_it_is_left_out(lark: Lark) -> None:
    sent = bases.delivery()
    lark.drop_column("Gửi lúc")
    lark.column("Gửi lúc", type=7)
    answer = bases.send(sent)
    assert (answer.outcome, answer.left_out) == (Outcome.OK, ("Gửi lúc",))


@pytest.mark.parametrize("kind", [None, 2])
def test_without_the_reference_nothing_is_written_and_a_person_is_asked(lark: Lark, kind: int | None) -> None:
    sent = bases.delivery()
    lark.drop_column("Submission ID")
    if kind:
        lark.column("Submission ID", type=kind)
    answer = bases.send(sent)
    assert (answer.outcome, answer.hint) == (Outcome.CONFIG, Hint.COLUMN)
    assert answer.columns
    assert lark.records() == []


def test_a_base_without_mapping_is_not_called(lark: Lark) -> None:
    sent = bases.delivery()
    before = len(lark.requests())
    sent.destination.mapping = []
    answer = bases.send(sent)
    assert (answer.outcome, answer.hint, len(lark.requests())) == (Outcome.CONFIG, Hint.COLUMN, before)


def test_columns_known_to_be_gone_are_asked_for_again_only_where_the_row_needs_them(lark: Lark) -> None:
    sent = bases.delivery()
    sent.destination.drift = [{"kind": "removed", "ours": "student_name"}]
    assert bases.send(sent).counted == 1
    sent.destination.drift = [{"kind": "removed", "ours": "reference"}]
    assert bases.send(sent).columns


def test_when_the_columns_cannot_be_read_the_row_waits(lark: Lark) -> None:
    sent = bases.delivery()
    lark.column("Học viên", name="Tên bé")
    lark.fault("status_500", route="fields", count=1)
    answer = bases.send(sent)
    assert (answer.outcome, answer.is_ambiguous) == (Outcome.BACKOFF, False)
    assert lark.records() == []


def test_a_column_that_was_mapped_to_what_it_cannot_hold_is_left_out(lark: Lark) -> None:
    sent = bases.delivery()
    [name] = [entry for entry in sent.destination.mapping if entry["ours"] == "student_name"]
    name["type"] = 7
    assert bases.send(sent).left_out == ("Học viên",)


def test_a_value_that_lark_refuses_by_name_is_left_out(lark: Lark) -> None:
    refusal(lark, 1254072, "Failed to convert phone field: fldName:Điện thoại")
    answer = bases.send(bases.delivery())
    assert (answer.outcome, answer.left_out) == (Outcome.OK, ("Điện thoại",))
    assert "Điện thoại" not in row(lark)


def test_a_refusal_without_a_name_leaves_out_the_columns_of_its_type(lark: Lark) -> None:
    refusal(lark, 1254064, "DatetimeFieldConvFail")
    assert bases.send(bases.delivery()).left_out == ("Gửi lúc",)


def test_several_refusals_are_met_within_one_try(lark: Lark) -> None:
    for code in (1254064, 1254072, 1254061):
        refusal(lark, code, "")
    answer = bases.send(bases.delivery())
    assert (answer.outcome, set(answer.left_out)) == (Outcome.OK, {"Gửi lúc", "Điện thoại", "Số buổi"})
    assert len(lark.records()) == 1


def test_the_reference_is_never_left_out(lark: Lark) -> None:
    refusal(lark, 1254060, "TextFieldConvFail: fldName:Submission ID", count=9)
    answer = bases.send(bases.delivery())
    assert answer.outcome is Outcome.CONTENT
    assert "Submission ID" not in answer.left_out


def test_what_lark_does_not_explain_is_a_matter_of_a_simpler_row(lark: Lark) -> None:
    refusal(lark, 1254015, "Field types do not match", count=1)
    assert bases.send(bases.delivery()).outcome is Outcome.CONTENT


def test_a_column_that_lark_denies_and_lists_all_the_same_needs_a_person(lark: Lark) -> None:
    refusal(lark, 1254045, "FieldNameNotFound", count=9)
    answer = bases.send(bases.delivery())
    assert (answer.outcome, answer.hint) == (Outcome.CONFIG, Hint.COLUMN)


@pytest.mark.parametrize(
    ("level", "columns"),
    [(1, {"Submission ID", "Học viên"}), (2, {"Submission ID", "Phiếu"})],
)
def test_simpler_rows_hold_fewer_columns_and_say_which_are_missing(lark: Lark, level: int, columns: set[str]) -> None:
    answer = bases.send(bases.delivery(), level=level)
    assert set(row(lark)) == columns
    assert "Gửi lúc" in answer.left_out
