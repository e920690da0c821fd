"""What an open timeline follows, so that it shows what happens by itself."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.db.models.signals import post_save

from accounts.history.sources import Wanted, tables
from accounts.models import AccountEvent
from school import live
from school.live import saves, topics
from school.models import SensitiveRead

# What happened to accounts, and who has read what: told by no list. So is what stands on the page of its slip alone.
TOPIC = "history"
PERMISSION = "accounts.view_history"


def connect() -> None:
    """Called once, when the apps are ready."""
    live.topic(TOPIC, rule=_may_read)
    for model in (AccountEvent, SensitiveRead):
        post_save.connect(_tell, sender=model, weak=False, dispatch_uid=f"history.{model._meta.label}")


def followed(wanted: Wanted, reader: Any) -> list[str]:
    """The lists of the tables that are asked for, and the page of the one row; of those, what the reader may follow.

    History is written by the database, which announces nothing: what has changed a row announces its list.
    """
    lists = _lists(wanted.table) if wanted.table else set()
    names = {TOPIC, *(lists or set().union(*map(_lists, tables())))}
    own = saves.topics_of(wanted.table) if wanted.table else None
    if own and wanted.row:
        names.add(f"{own[1]}:{wanted.row}")
    return sorted(topics.granted(reader, names))


def _lists(model: type[Model]) -> set[str]:
    """What the list of the table follows; nothing for a table without one, whose rows stand on other pages."""
    own = saves.topics_of(model)
    page: Any = admin.site._registry.get(model)
    return {own[0]} if own else set(page.live_topics() if page else ())


def _may_read(reader: Any) -> bool:
    return bool(reader.is_authenticated and reader.has_perm(PERMISSION))


def _tell(**_signal: Any) -> None:
    live.changed(TOPIC)
