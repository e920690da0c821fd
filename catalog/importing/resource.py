"""Products as django-import-export sees them: it compares and counts row by row, and the verbs write."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Upper
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from tablib import Dataset

from catalog import pricing, products, stock
from catalog.enums import ProductKind, ProductStatus
from catalog.importing import cells
from catalog.importing.columns import COLUMNS, status_of
from catalog.importing.reading import Row
from catalog.models import Product

# Beside our columns: the row's number in the file, and whether there are cells without a heading.
_NUMBER, _MORE = "row", "more"
COMPARED = ("name", "kind", "price", "stock")


def dataset(rows: Iterable[Row]) -> Dataset:
    """The rows as the library takes them."""
    flat = [[row.number, row.has_more, *row.cells.values()] for row in rows]
    return Dataset(*flat, headers=[_NUMBER, _MORE, *COLUMNS])


def hold(rows: Iterable[Row]) -> None:
    """Nobody else changes the products that the rows name until the transaction ends."""
    known = _named(row.cells["sku"] for row in rows)
    list(known.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


class Loader(BaseInstanceLoader):  # type: ignore[misc]  # ships without type information
    """All products that the file names, in one query."""

    def __init__(self, resource: Any, dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self._known = {row.sku.upper(): row for row in _named(dataset["sku"])}

    def get_instance(self, row: Any) -> Product | None:
        """The product of the row; None for a new one."""
        return self._known.get(_folded(row["sku"]))


class ProductResource(ModelResource):  # type: ignore[misc]  # ships without type information
    """One sheet.

    `by`, `stock_too` and `writes` are given to import_data: who imports, whether stock of known products is counted,
    and whether anything is written at all.
    """

    sku = Field("sku", "sku", widget=cells.Rule(cells.sku))
    name = Field("name", "name", widget=cells.Rule(cells.name))
    kind = Field("kind", "kind", widget=cells.Rule(cells.kind))
    price = Field("price", "price", widget=cells.Rule(cells.price))
    stock = Field("stock", "stock", widget=cells.Rule(cells.counted))

    class Meta:
        model = Product
        fields = ("sku", "name", "kind", "price", "stock")
        import_id_fields = ("sku",)
        instance_loader_class = Loader
        skip_unchanged = report_skipped = store_instance = skip_html_diff = True
        # Who only looks writes nothing, and running.apply takes back everything at once.
        use_transactions = False

    def before_import(self, dataset: Any, **_options: Any) -> None:
        """Which row had an SKU first."""
        self._first: dict[str, int] = {}
        for number, cell in zip(dataset[_NUMBER], dataset["sku"], strict=True):
            self._first.setdefault(_folded(cell), number)

    def before_import_row(self, row: Any, **_options: Any) -> None:
        """What is wrong with the row as a whole."""
        if row[_MORE]:
            words = _("There are more cells than headings: put cells with commas between quotation marks")
            raise ValidationError(words)
        if any(str(row[name]).lstrip().startswith("=") for name in COLUMNS):
            raise ValidationError(_("A cell is a formula. Put its value there instead."))
        if row["sku"].strip() and (first := self._first[_folded(row["sku"])]) != row[_NUMBER]:
            raise ValidationError(_("This SKU stands in row %(number)s already") % {"number": first})

    def after_init_instance(self, instance: Product, new: bool, row: Any, **_options: Any) -> None:
        """Archiving asks for a reason, which no sheet has."""
        now = ProductStatus.ACTIVE.value if new else instance.status
        if row["status"].strip() and status_of(row["status"]) != now:
            raise ValidationError(_("Status: archive and restore on the page of the product"))

    def import_field(self, field: Any, instance: Product, row: Any, is_m2m: bool = False, **options: Any) -> None:
        """Of a product that is known, an empty cell leaves things as they are; so does stock that is not asked for."""
        is_left = not str(row[field.column_name]).strip() or (field.attribute == "stock" and not options["stock_too"])
        if not (instance.pk and (field.attribute == "sku" or is_left)):
            super().import_field(field, instance, row, is_m2m, **options)

    def skip_row(self, instance: Product, original: Product, row: Any, import_validation_errors: Any = None) -> bool:
        """Known, and nothing is different."""
        same = all(getattr(instance, name) == getattr(original, name) for name in COMPARED)
        return bool(instance.pk) and same and not import_validation_errors

    def save_instance(self, instance: Product, is_create: bool, row: Any, **options: Any) -> None:
        """By the verbs, so that both books say who and why; a dry run looks only."""
        if instance.is_archived:
            raise ValidationError(_("This product is archived. Restore it first."))
        if options["writes"]:
            (_create if is_create else _change)(instance, options["by"], _("Import"))

    def after_import(self, dataset: Any, result: Any, **_options: Any) -> None:
        """Leaves the counter of primary keys alone: set back, it would give out one that a colleague has just taken."""


def _create(given: Product, by: Any, _reason: str) -> None:
    kind = ProductKind(given.kind)
    products.create(sku=given.sku, name=given.name, kind=kind, price=given.price, by=by, counted=given.stock)


def _change(given: Product, by: Any, reason: str) -> None:
    counted = given.stock
    stored = products.change(given, name=given.name, kind=ProductKind(given.kind), by=by)
    pricing.change(stored, given.price, by=by, reason=reason)
    if counted is not None and counted != stored.stock:
        stock.count(stored, counted, by=by, note=reason)


def _named(cells: Iterable[str]) -> QuerySet[Product]:
    return Product.objects.alias(folded=Upper("sku")).filter(folded__in={_folded(cell) for cell in cells})


def _folded(cell: str) -> str:
    return str(cell).strip().upper()
