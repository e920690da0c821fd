"""Writes notices, in the transaction of what they tell of. The same cause told twice is one notice."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

import pghistory
import structlog
from django.db.models import BigIntegerField, F, Func, Value

from accounts.enums import MailTiming
from forms_intake.enums import Happening
from forms_intake.models import Alert, Notice
from forms_intake.notices.audience import Reader
from school import clock, live

log = structlog.get_logger(__name__)
TOPIC = "notices"
# Before the office opens; it works every day.
DIGEST_AT = time(7, 30)


def tell(
    what: Happening,
    to: Iterable[Reader],
    *,
    cause: str,
    slips: Sequence[int] = (),
    by: int | None = None,
    alert: Alert | None = None,
) -> None:
    """One notice to each of them, but to whoever did it; several slips are told of together."""
    now = clock.now()
    given = {"what": what, "cause": cause, "by_id": by, "alert": alert, "created_at": now, "slips": list(slips)}
    one = slips[0] if len(slips) == 1 else None
    notices = [
        Notice(user_id=reader.pk, submission_id=one, mail_due_at=mail_due(reader.mail, now), **given)
        for reader in to
        if reader.pk != by
    ]
    if not notices:
        return
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    announce(notice.user_id for notice in notices)
    log.info("notice.told", what=what, people=len(notices), slips=len(slips))


def add_to(what: Happening, reader: int, slip: int, *, cause: str) -> bool:
    """Puts one more slip into the notice of the same act; whether there is one. A stack that is given is one notice."""
    mine = Notice.objects.unread().filter(user=reader, what=what, cause=cause).exclude(slips__contains=[slip])
    longer = Func(F("slips"), Value(slip, output_field=BigIntegerField()), function="array_append")
    added = bool(mine.update(slips=longer, submission=None))
    if added:
        announce([reader])
    return added


def take_back(slip: int, what: Sequence[Happening], *, of: int | None = None) -> None:
    """Takes the slip out of what people have not read yet; what tells of nothing any more goes."""
    told = Notice.objects.unread().filter(slips__contains=[slip], what__in=what)
    told = told.filter(user=of) if of else told
    # Held one after the other: of two slips that leave one notice together, the second finds it without the first.
    if people := set(told.select_for_update().order_by("pk").values_list("user", flat=True)):
        told.filter(slips__len=1).delete()
        told.update(slips=Func(F("slips"), Value(slip, output_field=BigIntegerField()), function="array_remove"))
        announce(people)


def act() -> str:
    """The request, task or press that goes on at this moment, by the name that history gives it."""
    with pghistory.context() as context:
        return str(context.id)


def mail_due(timing: MailTiming, now: datetime) -> datetime | None:
    """When the e-mail about what happens now is due."""
    if timing == MailTiming.DIGEST:
        today = clock.on_school_day(clock.at_school(now).date(), DIGEST_AT)
        return today if today > now else today + timedelta(days=1)
    return now if timing == MailTiming.AT_ONCE else None


def announce(people: Iterable[int]) -> None:
    """The bells of these people."""
    live.changed(*(f"{TOPIC}:{pk}" for pk in set(people)))
