"""What a row of a Base may tell of a slip: never health or private notes, files, birth date or address."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms_intake.enums import Flag, WorkStatus
from forms_intake.lark import cards
from forms_intake.lark.base_values import ColumnType, Link, Value
from forms_intake.lark.cards import content, plain
from forms_intake.models import Submission

REFERENCE, LINK = "reference", "link"
_LONGEST_SUMMARY = 2000
_SETTLED = frozenset({WorkStatus.APPROVED, WorkStatus.DECLINED, WorkStatus.DONE, WorkStatus.WITHDRAWN})
_TEXT, _DATE, _PHONE = (ColumnType.TEXT,), (ColumnType.DATE, ColumnType.TEXT), (ColumnType.PHONE, ColumnType.TEXT)
# Only for closed lists: each new word would become an option of the column.
_SINGLE, _MULTI = (ColumnType.SINGLE, ColumnType.TEXT), (ColumnType.MULTI, ColumnType.TEXT)
_NUMBER, _CHECKBOX = (ColumnType.NUMBER, ColumnType.TEXT), (ColumnType.CHECKBOX,)
_URL = (ColumnType.URL, ColumnType.TEXT)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One thing we know of a slip. `types`: columns that take it, the best first; `names`: what those are called.

    `changes`: the office's work changes it, so an update writes it again.
    """

    label: str | Promise
    types: tuple[ColumnType, ...]
    names: tuple[str, ...]
    read: Callable[[Submission], Value]
    changes: bool = False


def values(submission: Submission) -> dict[str, Value]:
    """What there is to tell, in the active language. What cannot be read is left out: the row still goes."""
    told: dict[str, Value] = {}
    for key, source in SOURCES.items():
        with suppress(AttributeError, LookupError, TypeError, ValueError):
            told[key] = source.read(submission)
    return told


def changing() -> Iterator[str]:
    """Keys of what an update writes."""
    return (key for key, source in SOURCES.items() if source.changes)


def _lessons(submission: Submission) -> Value:
    count = submission.payload.get("facts", {}).get("lessons")
    return count if isinstance(count, int) else ""


def _flags(submission: Submission) -> Value:
    return tuple(str(Flag(flag).label) for flag in submission.flags)


def _assignee(submission: Submission) -> Value:
    return str(submission.assignee.name) if submission.assignee else ""


def _summary(submission: Submission) -> Value:
    build = cards.BUILDERS.get(submission.form_type, plain.build)
    lines = (f"{line.label}: {line.value}" for line in build(submission).lines)
    return "\n".join(lines)[:_LONGEST_SUMMARY]


SOURCES: Mapping[str, Source] = {
    REFERENCE: Source(
        label=_("Reference"),
        types=_TEXT,
        names=("Submission ID", "Mã phiếu", "Reference"),
        read=lambda slip: slip.reference,
    ),
    "form_type": Source(
        label=_("Kind of slip"),
        types=_SINGLE,
        names=("Loại phiếu", "Phiếu loại", "Form", "Form type", "Kind"),
        read=lambda slip: str(slip.get_form_type_display()),
    ),
    "submitted_at": Source(
        label=_("Sent at"),
        types=_DATE,
        names=("Gửi lúc", "Ngày gửi", "Thời gian gửi", "Submitted at", "Sent at"),
        read=lambda slip: slip.submitted_at,
    ),
    "student_name": Source(
        label=_("Student"),
        types=_TEXT,
        names=("Học viên", "Tên học viên", "Student", "Student name"),
        read=lambda slip: slip.student_name,
    ),
    "student_code": Source(
        label=_("Student code"),
        types=_TEXT,
        names=("Mã học viên", "Mã HV", "Student code", "Student ID"),
        read=lambda slip: slip.student_code,
    ),
    "contact_name": Source(
        label=_("Contact person"),
        types=_TEXT,
        names=("Người liên hệ", "Phụ huynh", "Contact", "Contact person", "Parent"),
        read=lambda slip: slip.contact_name,
    ),
    "contact_phone": Source(
        label=_("Phone number"),
        types=_PHONE,
        names=("Điện thoại", "Số điện thoại", "SĐT", "Phone", "Phone number"),
        read=lambda slip: str(slip.contact_phone),
    ),
    "branch": Source(
        label=_("Branch"),
        types=_SINGLE,
        names=("Cơ sở", "Chi nhánh", "Branch"),
        read=lambda slip: str(slip.branch or ""),
    ),
    "key_date": Source(
        label=_("Key date"),
        types=_DATE,
        names=("Ngày chính", "Ngày nghỉ", "Ngày áp dụng", "Key date", "Date"),
        read=lambda slip: slip.key_date or "",
    ),
    "lessons": Source(
        label=_("Number of lessons"), types=_NUMBER, names=("Số buổi", "Lessons", "Number of lessons"), read=_lessons
    ),
    "flags": Source(
        label=_("Flags"), types=_MULTI, names=("Đánh dấu", "Cờ", "Lưu ý", "Flags"), read=_flags, changes=True
    ),
    "work_status": Source(
        label=_("Work status"),
        types=_SINGLE,
        names=("Trạng thái", "Tình trạng", "Trạng thái xử lý", "Status", "Work status"),
        read=lambda slip: str(slip.get_work_status_display()),
        changes=True,
    ),
    "is_settled": Source(
        label=_("Settled (yes or no)"),
        types=_CHECKBOX,
        names=("Đã xử lý", "Đã xong", "Xong", "Done", "Settled"),
        read=lambda slip: slip.work_status in _SETTLED,
        changes=True,
    ),
    "assignee": Source(
        label=_("Assignee"),
        types=_SINGLE,
        names=("Người xử lý", "Người phụ trách", "Phụ trách", "Assignee", "Handled by"),
        read=_assignee,
        changes=True,
    ),
    "status_reason": Source(
        label=_("Reason for the status"),
        types=_TEXT,
        names=("Lý do xử lý", "Lý do trạng thái", "Lý do từ chối", "Status reason"),
        read=lambda slip: slip.status_reason,
        changes=True,
    ),
    "summary": Source(
        label=_("Answers in short"),
        types=_TEXT,
        names=("Tóm tắt", "Nội dung", "Chi tiết", "Summary", "Details"),
        read=_summary,
    ),
    "note": Source(
        label=_("Note"),
        types=_TEXT,
        names=("Ghi chú", "Lời nhắn", "Note", "Notes"),
        read=lambda slip: content.cut(str(slip.payload.get("note", ""))),
    ),
    LINK: Source(
        label=_("Link to the slip"),
        types=_URL,
        names=("Phiếu", "Mở phiếu", "Liên kết", "Link", "Slip"),
        read=lambda slip: Link(slip.reference, content.address(slip)),
    ),
}
