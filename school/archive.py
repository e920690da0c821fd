"""Archive and restore: rows that people see leave the lists at once, and come back until they are purged."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Self, TypeVar

import structlog
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.errors import ExclusionViolation, UniqueViolation

from school import clock

log = structlog.get_logger(__name__)

REASON_LENGTH = 200
_FIELDS = ("archived_at", "archived_by_id", "archive_reason")


class Refused(Exception):  # noqa: N818 - says what happened; its text is shown to the person who tried
    """Not allowed, or not possible now; the text says what to do."""


class ArchiveConflict(Refused):
    """Another active row has taken this one's place; the text says what to do."""


_Model = TypeVar("_Model", bound=models.Model, covariant=True)


class ArchivableQuerySet(models.QuerySet[_Model]):
    """The two halves of an archivable table."""

    def active(self) -> Self:
        """Rows that people work with."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        """Rows put away, waiting to be restored or purged."""
        return self.exclude(archived_at=None)


class Archivable(models.Model):
    """Adds when, by whom and why. A model with its own Meta extends Archivable.Meta and its constraints."""

    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("archived by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    archive_reason = models.CharField(
        _("reason for archiving"), max_length=REASON_LENGTH, blank=True, default="", editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(archived_at=None, archive_reason="") | (~Q(archived_at=None) & ~Q(archive_reason="")),
                name="%(app_label)s_%(class)s_archived_with_reason",
            )
        ]

    @property
    def is_archived(self) -> bool:
        """Whether the row is put away."""
        return self.archived_at is not None


_Row = TypeVar("_Row", bound=Archivable)
_ON_ARCHIVED: defaultdict[type[Archivable], list[Callable[[Any], None]]] = defaultdict(list)


def when_archived(model: type[_Row], react: Callable[[_Row], None]) -> None:
    """Has this called with every row of the model that is put away, in the same transaction."""
    if react not in _ON_ARCHIVED[model]:
        _ON_ARCHIVED[model].append(react)


@transaction.atomic
def archive(row: _Row, *, by: AbstractBaseUser | AnonymousUser | None, reason: str) -> _Row:
    """Puts the row away; one archived before keeps its first when, who and why. ValueError without a reason."""
    reason = reason.strip()[:REASON_LENGTH]
    if not reason:
        raise ValueError("archiving needs a reason")
    stored = _locked(row)
    if not stored.is_archived:
        stored.archived_at = clock.now()
        stored.archived_by_id = by.pk if by else None
        stored.archive_reason = reason
        stored.save(update_fields=_FIELDS)
        for react in _ON_ARCHIVED.get(type(stored), ()):
            react(stored)
        log.info("archived", model=stored._meta.label, pk=stored.pk, by=stored.archived_by_id)
    return _mirror(stored, row)


def restore(row: _Row, *, by: AbstractBaseUser | AnonymousUser | None) -> _Row:
    """Brings the row back into the lists.

    ArchiveConflict when a unique active row has taken its place meanwhile, Refused when its data were purged.
    """
    try:
        with transaction.atomic():
            stored = _locked(row)
            if getattr(stored, "purged_at", None):
                raise Refused(gettext("These data have been deleted for good and cannot be restored."))
            if stored.is_archived:
                stored.archived_at, stored.archived_by_id, stored.archive_reason = None, None, ""
                stored.save(update_fields=_FIELDS)
                log.info("restored", model=stored._meta.label, pk=stored.pk, by=by.pk if by else None)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation | ExclusionViolation):
            raise ArchiveConflict(
                gettext("Another active entry has taken this place. Change or archive that one first, then restore.")
            ) from error
        raise
    return _mirror(stored, row)


def _locked(row: _Row) -> _Row:
    """The row as stored now, held until the transaction ends; DoesNotExist when it was purged meanwhile."""
    return type(row)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def _mirror(stored: _Row, row: _Row) -> _Row:
    for field in _FIELDS:
        setattr(row, field, getattr(stored, field))
    return row
