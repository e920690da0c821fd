"""What rows are called: asked once for each table, also for rows that are gone."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.admin import site
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.history import hooks, words
from school.models import Tombstone

Reference = tuple[type[Model], str]


class Names:
    """The names of some rows, asked for together."""

    def __init__(self, references: Iterable[Reference]) -> None:
        wanted: dict[type[Model], set[str]] = defaultdict(set)
        for model, pk in references:
            wanted[model].add(pk)
        self._names: dict[Reference, str] = {}
        for model, pks in wanted.items():
            self._names |= {(model, pk): name for pk, name in _named(model, pks)}
        missing = {(model, pk) for model, pks in wanted.items() for pk in pks} - self._names.keys()
        self._gone = _tombstones(missing)

    def of(self, model: type[Model], pk: object, otherwise: str = "") -> str:
        """The name now; of a row that is gone, its tombstone, or what it was called."""
        reference = (model, str(pk))
        if reference in self._names:
            return self._names[reference]
        known = self._gone.get(reference) or otherwise
        return _("%(name)s (deleted)") % {"name": known or f"#{pk}"}

    def is_there(self, model: type[Model], pk: object) -> bool:
        """Whether the row still exists."""
        return (model, str(pk)) in self._names


def address(model: type[Model], pk: object) -> str:
    """The row's page in the admin; empty for tables that have none."""
    if model not in site._registry:
        return ""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def said(model: type[Model], values: Iterable[tuple[str, Any]]) -> str:
    """The name that the values of the naming columns make."""
    parts = []
    for path, stored in values:
        field = None if "__" in path else model._meta.get_field(path)
        parts.append(words.value("", field, stored) if field else words.plain(stored))  # type: ignore[arg-type]  # columns only
    return " · ".join(part for part in parts if part != words.EMPTY)


def _named(model: type[Model], pks: set[str]) -> Iterable[tuple[str, str]]:
    paths = hooks.name_paths(model)
    for pk, *values in model._base_manager.filter(pk__in=pks).values_list("pk", *paths):
        yield str(pk), said(model, zip(paths, values, strict=True)) or f"#{pk}"


def _tombstones(references: set[Reference]) -> dict[Reference, str]:
    if not references:
        return {}
    models = {model._meta.label: model for model, _pk in references}
    rows = Tombstone.objects.filter(label__in=models, object_pk__in={pk for _model, pk in references})
    return {(models[row.label], row.object_pk): row.pseudonym for row in rows}
