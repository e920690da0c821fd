"""Slips of invented people: as many as wanted, the same for the same seed, believable in what matters to a search.

Surnames and given names come as often as they do in Vietnam, one family sends several slips, and the older a slip is
the likelier it is finished. Everything goes in through COPY, without triggers and without indexes, which are built
afterwards: a million in minutes.
"""

import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

SEED = 20_261_121
_YEARS = timedelta(days=5 * 365)
_SURNAMES = {
    "Nguyễn": 384, "Trần": 110, "Lê": 95, "Phạm": 71, "Huỳnh": 31, "Hoàng": 25, "Phan": 45, "Vũ": 22, "Võ": 21,
    "Đặng": 21, "Bùi": 20, "Đỗ": 14, "Hồ": 13, "Ngô": 13, "Dương": 10, "Lý": 5, "Đinh": 8, "Trịnh": 7, "Mai": 7,
    "Trương": 12, "Đoàn": 7, "Cao": 6, "Lâm": 6, "Tạ": 4, "Châu": 4, "Quách": 2, "Thạch": 2, "Kiều": 2, "Tôn Nữ": 1,
}  # fmt: skip
_MIDDLES = (  # noqa: SIM905 - easier to read
    "Văn Thị Bảo Minh Ngọc Gia Thanh Đức Hoàng Quang Thu Kim Anh Hữu Xuân Phương Khánh Nhật Tuấn Thuỳ Mỹ Hồng Quốc Bích"
).split()
_GIVEN = (  # noqa: SIM905 - as above
    "An Anh Ân Bảo Bình Châu Chi Cường Dũng Dung Duy Duyên Đạt Đông Giang Hà Hải Hạnh Hân Hằng Hiền Hiếu Hoà Hoa Huệ"
    " Hùng Huy Hương Khang Khánh Khoa Khôi Kiên Lan Lâm Linh Loan Long Lộc Mai Minh My Nam Nga Ngân Nghĩa Ngọc Nguyên"
    " Nhân Nhi Nhung Oanh Phát Phong Phúc Phương Quân Quang Quỳnh Sơn Tâm Thảo Thành Thắng Thi Thu Thuý Thư Tiên Tiến"
    " Toàn Trang Trâm Trân Trí Trinh Trung Tú Tuấn Tùng Tuyết Uyên Vân Việt Vinh Vy Yến"
).split()
_CARRIERS = [*range(32, 40), 56, 58, 70, *range(76, 80), *range(81, 87), *range(88, 95), 96, 97, 98]
# Share of all slips, prefix.
_FORMS = {
    "leave-request": (62, "NP"),
    "change": (16, "TD"),
    "student-info": (11, "TT"),
    "hold": (7, "BL"),
    "transfer": (4, "CN"),
}
_FLAGS = {
    "late_notice": 0.12, "out_of_hours": 0.2, "student_not_found": 0.15, "over_quota": 0.04, "duplicate": 0.02,
    "missing_evidence": 0.03, "foreign_phone": 0.004, "private_note": 0.01, "possible_spam": 0.01,
}  # fmt: skip
_BRANCHES = {"quan-1": 30, "quan-7": 25, "thu-duc": 20, "go-vap": 15, "binh-thanh": 9, "da-lat": 1}
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_COLUMNS = (
    "form_type", "reference", "schema_version", "policy_version", "notice_version", "idempotency_key", "submitted_at",
    "payload", "sensitive", "student_name", "student_name_folded", "student_code", "contact_name", "contact_phone",
    "contact_email", "branch_id", "key_date", "search_text", "flags", "work_status", "status_reason", "assignee_id",
    "due_at", "lark_status", "lark_error", "lark_attempts", "match_confidence", "source", "user_agent_class", "ip_hash",
    "locale", "archived_at", "archive_reason",
)  # fmt: skip


class Family(NamedTuple):
    """Whose slips these are."""

    student: str
    folded: str
    contact: str
    phone: str
    code: str
    email: str
    words: str


def fill(total: int, *, until: datetime | None = None) -> None:
    """As many slips as are missing to `total`, in the order of time; the statistics are fresh afterwards."""
    from django.db import connection, transaction

    from forms_intake.models import Submission

    table = Submission._meta.db_table
    # Nothing else can be asked on a connection that copies.
    branches, staff = _branches(), _staff()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a table of ours
        first = cursor.fetchone()[0]
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN"
            " (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
            [table, table],
        )
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f"DROP INDEX {name}")
        with cursor.copy(f"COPY {table} ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for lines in _lines(first, total, until or datetime.now(UTC), branches, staff):
                copy.write(lines)
        for _name, sql in indexes:
            cursor.execute(sql)
    with connection.cursor() as cursor:
        # As autovacuum would have done it long ago in a table that grew over years.
        cursor.execute(f"VACUUM (ANALYZE) {table}")


def families(count: int) -> list[Family]:
    """The first so many of all invented families."""
    from school.folding import fold

    chance = random.Random(SEED)  # noqa: S311 - the same people each time
    surnames, weights = list(_SURNAMES), list(_SURNAMES.values())
    found = []
    for number in range(count):
        surname, other = chance.choices(surnames, weights, k=2)
        student = f"{surname} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}"
        contact = f"{chance.choice((surname, other))} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}"
        national = f"{chance.choice(_CARRIERS)}{chance.randrange(10**7):07}"
        code = f"HV-{number:05}" if number % 3 else ""
        email = f"{fold(contact).replace(' ', '.')}{number}@example.com" if number % 2 else ""
        words = fold(f"{student} {contact} {code} 84{national} 0{national} {national[-4:]}")
        found.append(Family(student, fold(student), contact, f"+84{national}", code, email, words))
    return found


def _lines(first: int, total: int, until: datetime, branches: dict[str, int], staff: list[int]) -> Iterator[str]:
    """In text as COPY reads it, two thousand rows at a time."""
    from forms_intake.models import Submission

    chance = random.Random(SEED + first)  # noqa: S311 - as above
    people = families(max(total // 6, 1))
    sensitive = str(Submission._meta.get_field("sensitive").get_prep_value({}))
    step = _YEARS / total
    rows: list[str] = []
    for number in range(first, total):
        at = until - (total - number) * step
        rows.append(_row(number, at, until, chance, people[chance.randrange(len(people))], sensitive, branches, staff))
        if len(rows) == 2_000:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows)


def _row(
    number: int,
    at: datetime,
    until: datetime,
    chance: random.Random,
    family: Family,
    sensitive: str,
    branches: dict[str, int],
    staff: list[int],
) -> str:
    kind = chance.choices(list(_FORMS), [share for share, _prefix in _FORMS.values()])[0]
    branch = chance.choices(list(_BRANCHES), list(_BRANCHES.values()))[0]
    flags = [flag for flag, share in _FLAGS.items() if chance.random() < share]
    status = _status(chance, until - at)
    lark = _lark(chance, until - at, flags)
    is_archived = chance.random() < 0.02
    day = at + timedelta(days=chance.randrange(1, 20))
    values: list[object] = [
        kind, _reference(kind, number, at), 1, 1, 1, uuid.UUID(int=chance.getrandbits(128), version=4), at.isoformat(),
        _payload(kind, family, branch, day), sensitive, family.student, family.folded, family.code, family.contact,
        family.phone, family.email, branches[branch], f"{day:%Y-%m-%d}", family.words, "{" + ",".join(flags) + "}",
        status, "Chưa rõ buổi nào" if status in ("declined", "needs_info") else "",
        chance.choice(staff) if status != "received" else r"\N", (at + timedelta(hours=20)).isoformat(),
        lark, "code_19001" if lark == "failed" else "", 1, "likely" if family.code else "none", "web", "browser",
        f"{chance.getrandbits(128):032x}", "vi", until.isoformat() if is_archived else r"\N",
        "cũ" if is_archived else "",
    ]  # fmt: skip
    return "\t".join(map(str, values)) + "\n"


def _status(chance: random.Random, age: timedelta) -> str:
    shares: dict[str, float]
    if age < timedelta(days=2):
        shares = {"received": 35, "in_review": 25, "needs_info": 8, "approved": 20, "done": 10, "declined": 2}
    elif age < timedelta(days=14):
        shares = {
            "received": 1,
            "in_review": 3,
            "needs_info": 4,
            "approved": 8,
            "done": 78,
            "declined": 4,
            "withdrawn": 2,
        }
    else:
        shares = {"in_review": 0.02, "needs_info": 0.08, "approved": 0.2, "done": 92, "declined": 5, "withdrawn": 3}
    return chance.choices(list(shares), list(shares.values()))[0]


def _lark(chance: random.Random, age: timedelta, flags: list[str]) -> str:
    if "possible_spam" in flags or chance.random() < 0.0005:
        return "failed"
    return "pending" if age < timedelta(hours=1) else "sent"


def _reference(kind: str, number: int, at: datetime) -> str:
    # Odd times anything, modulo a power of two, meets every value once.
    left, signs = number * 618_033 % 32**4, ""
    for _sign in range(4):
        left, sign = divmod(left, 32)
        signs += _ALPHABET[sign]
    return f"{_FORMS[kind][1]}-{at:%y%m%d}-{signs}"


def _payload(kind: str, family: Family, branch: str, day: datetime) -> str:
    given: dict[str, object] = {
        "submitter_role": "parent", "student_name": family.student, "student_code": family.code, "branch": branch,
        "branch_name": f"Cơ sở {branch}", "contact_name": family.contact, "contact_relationship": "mother",
        "contact_phone": family.phone, "contact_has_zalo": True, "contact_email": family.email,
    }  # fmt: skip
    own: dict[str, dict[str, object]] = {
        "leave-request": {
            "course_text": "Piano kèm 1-1", "leave_kind": "single", "lesson_date": f"{day:%Y-%m-%d}",
            "lesson_time": "17:30", "reason": "sick", "makeup_wanted": "no",
            "facts": {"notice_minutes": 380, "leaves_used": 2, "leaves_allowed": 3, "lessons": 1},
        },
        "change": {
            "change_kinds": ["schedule"], "course_text": "Piano kèm 1-1", "effective_date": f"{day:%Y-%m-%d}",
            "schedule_scope": "fixed", "new_slots": [{"weekday": "tue", "from": "17:30", "to": "18:15"}],
        },
        "student-info": {
            "info_kind": "new", "birth_date": "2017-03-27", "course_text": "Piano cơ bản", "level": "none",
            "preferred_slots": [{"weekday": "sat", "from": "09:00", "to": "10:00"}], "address": "12 Nguyễn Thị Thập",
        },
        "hold": {
            "course_text": "Piano kèm 1-1", "hold_start": f"{day:%Y-%m-%d}", "hold_months": "2", "reason": "exam",
            "slot_wish": "same", "remind_channel": ["zalo"],
        },
        "transfer": {
            "transfer_kind": "branch", "course_text": "Piano 24 buổi", "effective_date": f"{day:%Y-%m-%d}",
            "to_branch": "thu-duc", "to_branch_name": "Cơ sở Thủ Đức", "reason": "moved", "keep_teacher": "any",
        },
    }  # fmt: skip
    return json.dumps(given | own[kind], ensure_ascii=False)


def _branches() -> dict[str, int]:
    from catalog.models import Branch

    return {
        code: Branch.objects.get_or_create(code=code, defaults={"name": f"Cơ sở {code}"})[0].pk for code in _BRANCHES
    }


def _staff() -> list[int]:
    from accounts.enums import Role
    from accounts.models import User

    emails = [f"office{number}@bench.example" for number in range(12)]
    return [
        (
            User.objects.filter(email=email).first() or User.objects.create_user(email, role=Role.STAFF, name=email[:8])
        ).pk
        for email in emails
    ]
