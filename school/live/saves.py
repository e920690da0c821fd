"""Announces what is saved: the list that shows the row, and the page of the row itself."""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save

from school import live
from school.live.topics import Reader, topic


def announced(model: type[models.Model], *, lists: str, page: str) -> None:
    """Lets each saved or deleted row announce the topics `lists` and `page:pk` to those who may view such rows.

    Called from AppConfig.ready. Bulk changes send no signals: their verbs call `live.changed` themselves.
    """
    permission = f"{model._meta.app_label}.view_{model._meta.model_name}"

    def may_view(reader: Reader) -> bool:
        return reader.is_authenticated and bool(getattr(reader, "has_perm")(permission))  # noqa: B009 - not on the base

    def tell(instance: models.Model, *, created: bool = False, **_signal: Any) -> None:
        # Nobody can have had the page of a row that was not there.
        live.changed(lists, *([] if created else [f"{page}:{instance.pk}"]))

    for name in (lists, page):
        topic(name, rule=may_view)
    for signal in (post_save, post_delete):
        signal.connect(tell, sender=model, weak=False, dispatch_uid=f"live.{model._meta.label}")
