"""Archive and restore."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.test.utils import isolate_apps
from structlog.testing import capture_logs

from school.archive import Archivable, ArchivableQuerySet, ArchiveConflict, archive, restore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("table")]

with isolate_apps("school"):

    class Shelf(Archivable):
        """A place with a name that only one active shelf may have."""

        name = models.CharField(max_length=20)
        size = models.PositiveIntegerField(default=1)
        # The isolated registry does not know users by name.
        archived_by = models.ForeignKey(get_user_model(), models.SET_NULL, null=True, related_name="+")
        objects: ClassVar[Any] = ArchivableQuerySet.as_manager()

        class Meta(Archivable.Meta):
            app_label = "school"
            constraints = [
                *Archivable.Meta.constraints,
                models.UniqueConstraint(fields=["name"], condition=Q(archived_at=None), name="shelf_name"),
                models.CheckConstraint(condition=~Q(archived_at=None) | Q(size__gt=0), name="shelf_size"),
            ]

        def __str__(self) -> str:
            return self.name


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    """The table of shelves."""
    with connection.schema_editor() as editor:
        editor.create_model(Shelf)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Shelf)


@pytest.fixture
def clerk(transactional_db: None) -> Any:
    """Who archives."""
    return get_user_model().objects.create_user(email="clerk@demo.test", name="Clerk")


def test_an_archived_row_leaves_the_active_ones_and_says_who_and_why(clerk: Any) -> None:
    shelf = archive(Shelf.objects.create(name="a"), by=clerk, reason="  broken ")
    stored = Shelf.objects.get()
    assert stored.is_archived
    assert (stored.archived_by_id, stored.archive_reason) == (clerk.pk, "broken")
    assert (shelf.archived_at, shelf.archived_by_id) == (stored.archived_at, clerk.pk)
    assert [Shelf.objects.active().count(), Shelf.objects.archived().count()] == [0, 1]


def test_archiving_again_keeps_the_first_when_who_and_why(clerk: Any) -> None:
    first = archive(Shelf.objects.create(name="a"), by=clerk, reason="broken")
    again = archive(Shelf.objects.get(), by=None, reason="other")
    assert (again.archived_at, again.archived_by_id, again.archive_reason) == (first.archived_at, clerk.pk, "broken")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_archiving_needs_a_reason(reason: str) -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        archive(Shelf.objects.create(name="a"), by=None, reason=reason)
    assert Shelf.objects.active().count() == 1


def test_a_long_reason_is_cut() -> None:
    assert archive(Shelf.objects.create(name="a"), by=None, reason="x" * 300).archive_reason == "x" * 200


def test_other_changes_of_the_given_object_are_not_saved() -> None:
    shelf = Shelf.objects.create(name="a")
    shelf.name = "unsaved"
    archive(shelf, by=None, reason="broken")
    assert (shelf.name, Shelf.objects.get().name) == ("unsaved", "a")


def test_a_restored_row_is_as_before() -> None:
    shelf = archive(Shelf.objects.create(name="a"), by=None, reason="broken")
    for _ in range(2):
        restore(shelf, by=None)
        stored = Shelf.objects.active().get()
        assert (stored.archived_at, stored.archived_by_id, stored.archive_reason) == (None, None, "")
        assert not shelf.is_archived


def test_a_row_whose_place_was_taken_stays_archived_and_says_what_to_do() -> None:
    shelf = archive(Shelf.objects.create(name="a"), by=None, reason="broken")
    Shelf.objects.create(name="a")
    with pytest.raises(ArchiveConflict) as caught:
        restore(shelf, by=None)
    assert str(caught.value)
    assert shelf.is_archived
    assert Shelf.objects.archived().get() == shelf


def test_a_conflict_leaves_the_surrounding_transaction_usable() -> None:
    shelf = archive(Shelf.objects.create(name="a"), by=None, reason="broken")
    Shelf.objects.create(name="a")
    with transaction.atomic():
        with pytest.raises(ArchiveConflict):
            restore(shelf, by=None)
        Shelf.objects.create(name="b")
    assert Shelf.objects.active().count() == 2


def test_any_other_broken_rule_is_not_called_a_conflict() -> None:
    shelf = archive(Shelf.objects.create(name="a"), by=None, reason="broken")
    Shelf.objects.update(size=0)
    with pytest.raises(IntegrityError, match="shelf_size"):
        restore(shelf, by=None)


@pytest.mark.parametrize("verb", [lambda row: archive(row, by=None, reason="x"), lambda row: restore(row, by=None)])
def test_a_purged_row_is_gone(verb: Any) -> None:
    shelf = Shelf.objects.create(name="a")
    Shelf.objects.all().delete()
    with pytest.raises(Shelf.DoesNotExist):
        verb(shelf)


@pytest.mark.parametrize("half", [{"archive_reason": "why"}, {"archived_at": "2026-01-01T00:00:00Z"}])
def test_the_database_refuses_half_an_archive(half: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="archived_with_reason"):
        Shelf.objects.create(name="a", **half)


def test_two_at_once_archive_once() -> None:
    shelf = Shelf.objects.create(name="a")

    def archived(reason: str) -> str:
        try:
            return str(archive(Shelf.objects.get(pk=shelf.pk), by=None, reason=reason).archive_reason)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        reasons = set(pool.map(archived, ["one", "other"]))
    assert reasons == {Shelf.objects.get().archive_reason}


def test_both_verbs_are_logged_by_id_without_the_reason(clerk: Any) -> None:
    shelf = Shelf.objects.create(name="a")
    with capture_logs() as logs:
        archive(shelf, by=clerk, reason="Mrs An complained")
        restore(shelf, by=clerk)
    where = {"model": "school.Shelf", "pk": shelf.pk, "by": clerk.pk, "log_level": "info"}
    assert logs == [{"event": "archived"} | where, {"event": "restored"} | where]
