"""Letting rows go for good: from their table, from those that go with them, and from every history."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.deletion import Collector

from school.models import Tombstone
from school.retention import rules
from school.retention.rules import Rule

_GONE = "—"


def be_impatient() -> None:
    """In this transaction, whoever would wait longer for a row fails, and the row waits for the next run."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")


def delete(rows: "QuerySet[Any]") -> int:
    """Deletes the rows, all that the database deletes with them, and what history and the admin's log say of those.

    To be called in a transaction. Returns how many of the rows themselves went; ProtectedError when one is needed.
    """
    collector = Collector(using=DEFAULT_DB_ALIAS, origin=rows)
    collector.collect(rows)
    going = _going(collector)
    collector.delete()
    # Afterwards: the deletion has just been written into history, with all that was in the row.
    for model, ids in going.items():
        forget_history(model, ids)
    return len(going[rows.model])


def forget_history(model: type[Model], ids: Collection[Any], *, name: str = _GONE) -> None:
    """Deletes former values of these rows, and leaves the admin's log the fact of each change, but no names."""
    for event in rules.histories(model):
        event._base_manager.filter(pgh_obj_id__in=ids).delete()
    if apps.is_installed("django.contrib.admin"):
        kind = ContentType.objects.get_for_model(model)
        entries = LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in ids])
        entries.update(object_repr=name, change_message="")


def bury(rule: Rule, names: Iterable[tuple[Any, str]]) -> None:
    """Writes (id, name) of rows that go; who was buried before stays as they were."""
    stones = [Tombstone(label=rule.label, object_pk=str(pk), pseudonym=str(name), rule=str(rule)) for pk, name in names]
    Tombstone.objects.bulk_create(stones, ignore_conflicts=True)


def _going(collector: Collector) -> "dict[type[Model], list[Any]]":
    going: dict[type[Model], list[Any]] = defaultdict(list)
    for model, instances in collector.data.items():
        going[model] += [instance.pk for instance in instances]
    for rows in collector.fast_deletes:
        going[rows.model] += list(rows.values_list("pk", flat=True))
    return going
