"""What the calendar does to holds. It may run as often as it likes, and late: what was done is not done again."""

from datetime import date, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet

from forms_intake import office_tasks
from forms_intake.enums import HoldState, TaskKind
from forms_intake.holds import keeping, schedule
from forms_intake.holds.schedule import STEPS, Due, Life
from forms_intake.models import Hold, Submission
from forms_intake.slips.choices import Channel
from school import clock

log = structlog.get_logger(__name__)


def run() -> int:
    """Does what is due by the school's day; returns of how many holds. One that cannot be dealt with stops no other."""
    today, done = clock.today(), 0
    # By the version of the rules that each sender saw: there are few.
    graces: dict[int, int] = {}
    for hold in list(_near(today)):
        try:
            done += _is_due(hold, today, graces) and _advance(hold, today)
        except Exception as error:
            log.error("hold.not_advanced", hold=hold.pk, error=type(error).__name__)
    return done


def _near(today: date) -> QuerySet[Hold]:
    near = Hold.objects.near(today, today + timedelta(days=STEPS[0]))
    return near.select_related("submission").defer("submission__sensitive").prefetch_related("reminders")


def _is_due(hold: Hold, today: date, graces: dict[int, int]) -> bool:
    """Without a lock: most days there is nothing to do about most holds."""
    version = hold.submission.policy_version
    if version not in graces:
        graces[version] = keeping.rules(hold.submission).hold_grace_days
    return bool(_of(hold, today, graces[version]))


def _of(hold: Hold, today: date, grace_days: int) -> Due:
    reminded = frozenset(one.days for one in hold.reminders.all() if one.returns_on == hold.returns_on)
    life = Life(
        state=hold.state,
        starts_on=hold.starts_on,
        returns_on=hold.returns_on,
        grace_days=grace_days,
        reminded=reminded,
    )
    return schedule.due(life, today)


@transaction.atomic
def _advance(hold: Hold, today: date) -> bool:
    """Whoever came first has done it: asked again under the lock."""
    stored = keeping.locked(hold)
    if stored is None:
        return False
    due = _of(stored, today, keeping.rules(stored.submission).hold_grace_days)
    if not due:
        return False
    if due.begins:
        stored.state = HoldState.ACTIVE
    if due.lapses:
        stored.state = HoldState.LAPSED
    stored.save(update_fields=["state"])
    if due.remind is not None:
        _remind(stored, due.remind, today)
    if due.lapses:
        keeping.settle_tasks(stored.submission, by=None)
        office_tasks.open_once(stored.submission, TaskKind.HOLD_LAPSED, due_on=today)
        keeping.tell(stored.submission)
    log.info("hold.advanced", hold=stored.pk, state=stored.state, remind=due.remind)
    return True


def _remind(hold: Hold, step: int, today: date) -> None:
    """Owes the e-mail; what only a person can do becomes a task; Lark hears of the end once."""
    slip = hold.submission
    is_first = not hold.reminders.filter(returns_on=hold.returns_on).exists()
    is_in_time = today <= hold.returns_on
    mail_due_at = clock.now() if slip.contact_email and is_in_time else None
    hold.reminders.create(returns_on=hold.returns_on, days=step, made_at=clock.now(), mail_due_at=mail_due_at)
    if is_in_time and _needs_a_person(slip):
        office_tasks.open_once(slip, TaskKind.HOLD_REMIND, due_on=today)
    if is_first:
        office_tasks.open_once(slip, TaskKind.HOLD_RETURN, due_on=hold.returns_on)
        keeping.tell(slip)


def _needs_a_person(slip: Submission) -> bool:
    """Zalo, text messages and calls are the office's; so is a family without an e-mail address."""
    wanted = set(slip.payload.get("remind_channel", ()))
    return bool(wanted - {Channel.EMAIL.value}) or not slip.contact_email
