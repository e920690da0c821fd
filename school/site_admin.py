"""The base of every page of the admin site: an address may only ask for what the page itself offers."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.contrib.admin import FieldListFilter, ListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold import admin as unfold

from school.live import saves

# What Django's own filters add to a column's name.
_ENDINGS = ("", "__exact", "__in", "__isnull")
_OF_DATES = ("__year", "__month", "__day", "__gte", "__lt")


class ModelAdmin(unfold.ModelAdmin):  # type: ignore[misc]  # unfold ships without type information
    """Takes the place of unfold's. Denies by default: Django's lets a reader ask about any column of the table.

    Its pages are live (templates/admin/_live.html): they follow what `announced` says of the model, and `live_also`.
    """

    # Topics of what the pages show of other tables; and the milliseconds between two refetches, for what changes often.
    live_also: ClassVar[tuple[str, ...]] = ()
    live_pause: ClassVar[int] = 0

    def live_topics(self, row: Model | None = None) -> list[str]:
        """What the list follows, or the page of the row; nothing where the model is not announced."""
        own = saves.topics_of(self.model)
        first = [] if own is None else [own[0] if row is None else f"{own[1]}:{row.pk}"]
        return [*first, *self.live_also]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list says what it follows."""
        page: HttpResponse = super().changelist_view(request, (extra_context or {}) | self._live())
        return page

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        """So does the page of a row; somebody new has none."""
        given = self._live(row) if (row := kwargs.get("obj")) else {}
        page: TemplateResponse = super().render_change_form(request, context | given, **kwargs)
        return page

    def _live(self, row: Model | None = None) -> dict[str, Any]:
        return {"live_topics": " ".join(self.live_topics(row)), "live_pause": self.live_pause}

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only filters that the page declares: whoever may narrow a list by a column can read it, sign by sign."""
        filters = self.get_list_filter(request) if request else self.list_filter
        return lookup in {*_of_key(self.model), *self._of_dates(), *self._declared(filters)}

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Rows are chosen by their key alone."""
        return to_field in {"pk", self.opts.pk.name}

    def response_action(self, request: HttpRequest, queryset: "QuerySet[Any]") -> HttpResponse | None:
        """Keys that no row can have are left out, as those of rows that are gone."""
        given = request.POST.copy()
        given.setlist(ACTION_CHECKBOX_NAME, keys(self.model, given.getlist(ACTION_CHECKBOX_NAME)))
        request.POST = given  # type: ignore[assignment]  # a QueryDict either way
        response: HttpResponse | None = super().response_action(request, queryset)
        return response

    def _of_dates(self) -> Iterator[str]:
        if self.date_hierarchy:
            yield from (f"{self.date_hierarchy}{ending}" for ending in _OF_DATES)

    def _declared(self, filters: Iterable[Any]) -> Iterator[str]:
        for one in filters:
            if isinstance(one, type) and issubclass(one, ListFilter) and not issubclass(one, FieldListFilter):
                yield str(one.parameter_name)  # type: ignore[attr-defined]  # a SimpleListFilter's
                continue
            path = one[0] if isinstance(one, list | tuple) else one
            field: Any = get_fields_from_path(self.model, path)[-1]
            stem = f"{path}__{field.target_field.name}" if field.is_relation else path
            yield from (f"{name}{ending}" for name in {path, stem} for ending in _ENDINGS)


def keys(model: type[Model], given: Iterable[str]) -> list[Any]:
    """Those of the words that a row of the model could have for its key."""
    return list(_possible(model, given))


def _possible(model: type[Model], given: Iterable[str]) -> Iterator[Any]:
    column: Any = model._meta.pk
    for word in given:
        try:
            key = column.to_python(word)
            # As wide as the column is.
            column.run_validators(key)
        except ValidationError:
            continue
        yield key


def _of_key(model: type[Model]) -> Iterator[str]:
    name = model._meta.pk.name if model._meta.pk else "pk"
    yield from (f"{stem}{ending}" for stem in {"pk", name} for ending in ("", "__exact", "__in"))
