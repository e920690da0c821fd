"""Rows for tests, as the product itself would write them."""

import itertools
import uuid
from typing import Any

from allauth.account.models import EmailAddress

from accounts.enums import Role
from accounts.models import User
from catalog.models import Branch, Product
from forms_intake import submissions
from forms_intake.enums import FormType, Source
from forms_intake.models import LarkApp, Submission
from rooms.models import Room

_numbers = itertools.count(1)
PAYLOAD: dict[str, Any] = {
    "submitter_role": "parent",
    "student_name": "Nguyễn Bảo An",
    "branch": "quan-7",
    "branch_name": "Cơ sở Quận 7",
    "contact_name": "Phạm Thị Hường",
    "contact_relationship": "mother",
    "contact_phone": "+84912345678",
    "contact_has_zalo": True,
    "course_text": "Piano kèm 1-1",
    "leave_kind": "single",
    "lesson_date": "2026-08-21",
    "lesson_time": "17:30",
    "reason": "sick",
    "makeup_wanted": "no",
    "facts": {
        "notice_minutes": 380,
        "is_start_known": True,
        "days_away": 0,
        "leaves_used": 2,
        "leaves_allowed": 3,
        "late_grace_left": 1,
        "lessons": 1,
    },
}


def user(role: Role = Role.STUDENT, **fields: Any) -> User:
    """A person with an account and the password `lesson-piano`."""
    number = next(_numbers)
    given: dict[str, Any] = {"email": f"{role}{number}@school.test", "name": f"Người {number}"} | fields
    person = User.objects.create_user(password="lesson-piano", role=role, **given)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def branch(**fields: Any) -> Branch:
    """A branch that takes slips."""
    number = next(_numbers)
    return Branch.objects.create(**{"code": f"branch-{number}", "name": f"Cơ sở {number}"} | fields)


def product(**fields: Any) -> Product:
    """A course that can be bought."""
    number = next(_numbers)
    given = {"name": f"Khoá {number}", "sku": f"SKU{number}", "price": 3_600_000, "kind": "course"}
    return Product.objects.create(**given | fields)


def room(**fields: Any) -> Room:
    """An open room of a teacher."""
    number = next(_numbers)
    host = fields.pop("host", None) or user(Role.TEACHER)
    return Room.objects.create(**{"slug": f"phong-{number}", "title": f"Phòng {number}", "host": host} | fields)


def draft(**fields: Any) -> submissions.Draft:
    """A leave request as the form hands it over."""
    given: dict[str, Any] = {
        "form_type": FormType.LEAVE_REQUEST,
        "schema_version": 1,
        "policy_version": 1,
        "notice_version": 1,
        "idempotency_key": uuid.uuid4(),
        "payload": PAYLOAD,
        "student_name": "Nguyễn Bảo An",
        "contact_name": "Phạm Thị Hường",
        "contact_phone": f"+8491{next(_numbers):07}",
    }
    return submissions.Draft(**given | fields)


def submission(**fields: Any) -> Submission:
    """An accepted leave request."""
    return submissions.submit(draft(**fields), by=None, source=Source.WEB)


def lark_app(**fields: Any) -> LarkApp:
    """The emulator's app, which is in the office's chat and in the Base."""
    config = {"app_secret": "demo-app-secret", "verification_token": "demo-verification"}
    return LarkApp.objects.create(**{"name": "Phím Ngà", "app_id": "cli_demo", "config": config} | fields)
