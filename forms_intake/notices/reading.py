"""What one person is shown, and what they have read."""

from django.db.models import QuerySet

from accounts.models import User
from forms_intake.models import Notice, Submission
from forms_intake.models.submission import HEAVY_OF_ANOTHER
from forms_intake.notices import telling
from school import clock, keyset

# More than so many are told of as “9+”.
MOST_COUNTED = 9
NEWEST, PAGE = 10, 50
_SECRET = ("alert__destination__config", "alert__app__config")


def unread(person: User) -> int:
    """How many are unread, counted up to one more than the bell shows."""
    return Notice.objects.unread().filter(user_id=person.pk).order_by()[: MOST_COUNTED + 1].count()


def newest(person: User) -> list[Notice]:
    """The first lines of the page, for the bell."""
    return list(_lines(person)[:NEWEST])


def page(person: User, cursor: str | None) -> keyset.Page[Notice]:
    """The person's notices, newest first."""
    rows = _lines(person).order_by()
    return keyset.page(rows, order=("-id",), cursor=cursor, size=PAGE, filters={"user": str(person.pk)})


def of(person: User, pk: int) -> Notice | None:
    """One of the person's own."""
    return _lines(person).filter(pk=pk).first()


def read(person: User, notices: QuerySet[Notice]) -> int:
    """The person has seen these; returns how many were news. Nothing is mailed about what was read."""
    seen = notices.filter(user_id=person.pk, read_at=None).update(read_at=clock.now(), mail_due_at=None)
    if seen:
        telling.announce([person.pk])
    return seen


def read_all(person: User, *, until: int) -> int:
    """All up to the newest that the page showed: what came meanwhile stays unread."""
    return read(person, Notice.objects.filter(pk__lte=until))


def opened(person: User, slip: Submission) -> int:
    """The person has opened the slip: what told of it alone is read. Not by whoever sees the site as somebody else."""
    if getattr(person, "is_hijacked", False):
        return 0
    return read(person, Notice.objects.filter(submission_id=slip.pk))


def _lines(person: User) -> QuerySet[Notice]:
    rows = Notice.objects.filter(user_id=person.pk).order_by("-id")
    return rows.select_related("submission", "by", "alert__destination", "alert__app").defer(
        *HEAVY_OF_ANOTHER, *_SECRET
    )
