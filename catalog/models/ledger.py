"""The two books about products, to which lines are only added: what came and went, and what things cost when."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import triggers
from catalog.enums import MovementKind
from catalog.models.goods import Product
from catalog.prices import dong
from school import clock

NOTE_LENGTH = 200


class Line(models.Model):
    """What lines of both books have: when, by whom, and a key by which a form that is sent twice counts once."""

    at = models.DateTimeField(pgettext_lazy("book", "at"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("book", "by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class StockMovement(Line):
    """So many came or went; a stock-taking says how many are there. The database keeps `Product.stock` by it."""

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="movements", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MovementKind.choices)
    delta = models.IntegerField(_("quantity"))
    after = models.PositiveIntegerField(_("stock afterwards"))
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)

    objects: ClassVar[models.Manager["StockMovement"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("stock movement"), _("stock movements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MovementKind.values), name="movement_kind_known"),
            # A stock-taking may find what the book said.
            models.CheckConstraint(condition=~Q(delta=0) | Q(kind=MovementKind.COUNTED), name="movement_moves"),
        ]
        indexes = [models.Index(fields=["product", "-id"], name="movement_of_product")]
        triggers = [triggers.STOCK_IS_KEPT, *triggers.append_only()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.signed}"

    @property
    def signed(self) -> str:
        """+3, −2 or 0."""
        return f"{self.delta:+d}".replace("-", "−") if self.delta else "0"


class PriceChange(Line):
    """From one price to another. The product's price is that of its last line; without one, its first price."""

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="price_changes", db_index=False
    )
    was = models.PositiveBigIntegerField(_("old price"))
    price = models.PositiveBigIntegerField(_("new price"))
    reason = models.CharField(_("reason"), max_length=NOTE_LENGTH, blank=True)

    objects: ClassVar[models.Manager["PriceChange"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("price change"), _("price changes")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(was=F("price")), name="price_changes")]
        indexes = [models.Index(fields=["product", "-id"], name="price_change_of_product")]
        triggers = [triggers.PRICE_IS_KEPT, *triggers.append_only()]

    def __str__(self) -> str:
        return f"{dong(self.was)} → {dong(self.price)}"
