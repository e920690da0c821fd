"""Announces what is saved: the list that shows the row, and the page of the row itself."""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save

from school import live


def announced(model: type[models.Model], *, lists: str, page: str) -> None:
    """Lets each saved or deleted row announce the topics `lists` and `page:pk`. Called from AppConfig.ready.

    Bulk changes send no signals: their verbs call `live.changed` themselves.
    """

    def tell(instance: models.Model, **_signal: Any) -> None:
        live.changed(lists, f"{page}:{instance.pk}")

    for signal in (post_save, post_delete):
        signal.connect(tell, sender=model, weak=False, dispatch_uid=f"live.{model._meta.label}")
