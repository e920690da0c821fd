"""`manage.py seed`: demo accounts, branches, products and the emulator's Lark; only outside production."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.enums import Role
from accounts.models import Profile, User
from catalog import pricing, products, stock
from catalog.enums import MovementKind, ProductKind
from catalog.models import Branch, Product
from forms_intake.management import demo_lark

PASSWORD = "demo-piano"  # noqa: S105 - printed by `make run`, and refused in production
PEOPLE = [
    ("admin@demo.test", "Trần Thu Hà", Role.ADMIN),
    ("staff@demo.test", "Lê Ngọc Mai", Role.STAFF),
    ("teacher@demo.test", "Nguyễn Thị Hà", Role.TEACHER),
    ("student@demo.test", "Nguyễn Bảo An", Role.STUDENT),
]
BRANCHES = [
    ("quan-7", "Cơ sở Quận 7", "Nguyễn Thị Thập", "+842838001234"),
    ("thu-duc", "Cơ sở Thủ Đức", "Võ Văn Ngân", "+842838001235"),
    ("phu-nhuan", "Cơ sở Phú Nhuận", "Phan Xích Long", "+842838001236"),
]
PRODUCTS = [
    ("PIANO-11-24", "Piano kèm 1-1, 24 buổi", ProductKind.COURSE, 9_600_000, None),
    ("PIANO-11-12", "Piano kèm 1-1, 12 buổi", ProductKind.COURSE, 5_000_000, None),
    ("PIANO-NHOM-12", "Piano nhóm, 12 buổi", ProductKind.COURSE, 3_600_000, None),
    ("GOI-04", "Gói 4 buổi lẻ", ProductKind.LESSON_PACKAGE, 1_800_000, None),
    ("SACH-01", "Giáo trình piano tập 1", ProductKind.BOOK, 120_000, 40),
    ("DAN-88", "Đàn điện 88 phím", ProductKind.INSTRUMENT, 12_500_000, 3),
]


class Command(BaseCommand):
    """Idempotent: what is there stays as people have changed it."""

    help = "Create demo data for development."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo accounts have a public password: this never runs in production.")
        for email, name, role in PEOPLE:
            _person(email, name, role)
        for code, name, address, phone in BRANCHES:
            Branch.objects.get_or_create(code=code, defaults={"name": name, "address": address, "phone": phone})
        clerk = User.objects.get(email="staff@demo.test")
        for sku, name, kind, price, counted in PRODUCTS:
            if not Product.objects.filter(sku=sku).exists():
                _product(sku, name, kind, price, counted, by=clerk)
        demo_lark.seed()


def _product(sku: str, name: str, kind: ProductKind, price: int, counted: int | None, *, by: User) -> None:
    """With a little of its history, so that its books show something."""
    made = products.create(sku=sku, name=name, kind=kind, price=price * 95 // 100, by=by, counted=counted)
    pricing.change(made, price, by=by, reason="Bảng giá mới")
    if counted:
        stock.move(made, kind=MovementKind.RECEIVED, quantity=5, by=by, note="Nhập hàng đầu tháng")
        stock.move(made, kind=MovementKind.SOLD, quantity=5, by=by)


def _person(email: str, name: str, role: Role) -> None:
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name, role=role)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    Profile.objects.get_or_create(user=user)
