"""Branches of the school and what it sells."""

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from catalog import triggers
from catalog.enums import ProductKind, ProductStatus
from school.archive import Archivable, ArchivableQuerySet

NAME_LENGTH, SKU_LENGTH = 120, 40


class BranchQuerySet(ArchivableQuerySet["Branch"]):
    """The words in which branches are asked for."""

    def open(self) -> Self:
        """Branches that take slips now."""
        return self.active().filter(is_active=True)


@pghistory.track()
class Branch(Archivable):
    """A place where lessons are given (cơ sở)."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = PhoneNumberField(_("phone number"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[models.Manager["Branch"]] = BranchQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("branch"), _("branches")
        ordering = ["name"]
        constraints = [*Archivable.Meta.constraints]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(ArchivableQuerySet["Product"]):
    """The words in which products are asked for."""

    def offered(self) -> Self:
        """Products that can be chosen on a slip or bought."""
        return self.filter(status=ProductStatus.ACTIVE)

    def courses(self) -> Self:
        """Offered courses and lesson packages."""
        return self.offered().filter(kind__in=[ProductKind.COURSE, ProductKind.LESSON_PACKAGE])


@pghistory.track(exclude=["status", "updated_at"])
class Product(Archivable):
    """A course, book, instrument or lesson package. [products]"""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    sku = models.CharField(_("SKU"), max_length=SKU_LENGTH, unique=True)
    price = models.PositiveBigIntegerField(_("price"), help_text=_("In whole dong (VND)"))
    kind = models.CharField(_("kind"), max_length=20, choices=ProductKind.choices)
    stock = models.PositiveIntegerField(_("stock"), null=True, blank=True, help_text=_("Empty: not counted"))
    # Computed by the database, so that the list's word and the archive can never disagree.
    status = models.GeneratedField(
        expression=Case(
            When(archived_at=None, then=Value(ProductStatus.ACTIVE.value)), default=Value(ProductStatus.ARCHIVED.value)
        ),
        output_field=models.CharField(_("status"), max_length=10, choices=ProductStatus.choices),
        db_persist=True,
        verbose_name=_("status"),
    )
    # Kept by the database (triggers.CHANGED_WHEN); what is given here is not believed.
    updated_at = models.DateTimeField(pgettext_lazy("product", "changed"), db_default=Now(), editable=False)

    objects: ClassVar[models.Manager["Product"]] = ProductQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("product"), _("products")
        ordering = ["name"]
        constraints = [
            *Archivable.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=ProductKind.values), name="product_kind_known"),
            models.CheckConstraint(condition=Q(price__gte=0), name="product_price_not_negative"),
        ]
        indexes = [models.Index(fields=["status", "kind", "name"], name="product_status_kind_name")]
        triggers = [triggers.SKU_STAYS, triggers.STOCK_AT_FIRST, triggers.CHANGED_PAST_THE_BOOKS, triggers.CHANGED_WHEN]

    def __str__(self) -> str:
        return self.name
