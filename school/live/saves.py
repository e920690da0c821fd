"""Announces what is saved: the list that shows the row, and the page of the row itself."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save

from school import live
from school.live.topics import Reader, topic

_topics: dict[type[models.Model], tuple[str, str]] = {}


def announced(model: type[models.Model], *, lists: str, page: str) -> None:
    """Lets each saved or deleted row announce the topics `lists` and `page:pk` to those who may view such rows.

    Called from AppConfig.ready. Bulk changes send no signals: their verbs call `tell`.
    """
    permission = f"{model._meta.app_label}.view_{model._meta.model_name}"

    def may_view(reader: Reader) -> bool:
        return reader.is_authenticated and bool(getattr(reader, "has_perm")(permission))  # noqa: B009 - not on the base

    _topics[model] = (lists, page)
    for name in (lists, page):
        topic(name, rule=may_view)
    part_of(model, model, of=lambda instance: instance.pk)


def part_of(part: type[models.Model], whole: type[models.Model], *, of: Callable[[Any], Any]) -> None:
    """Lets each saved or deleted `part` announce the row of the `whole` that shows it: the one with the key `of`."""

    def told(instance: models.Model, *, created: bool = False, **_signal: Any) -> None:
        # Nobody can have had the page of a row that was not there.
        tell(whole, *([] if created and part is whole else [of(instance)]))

    for signal in (post_save, post_delete):
        signal.connect(told, sender=part, weak=False, dispatch_uid=f"live.{part._meta.label}.{whole._meta.label}")


def tell(model: type[models.Model], *pks: Any) -> None:
    """Announces the list of an announced model, and the pages of these rows of it."""
    lists, page = _topics[model]
    live.changed(lists, *(f"{page}:{pk}" for pk in pks))


def topics_of(model: type[models.Model]) -> tuple[str, str] | None:
    """The topics of its list and, before the key, of its pages."""
    return _topics.get(model)
