"""Accepting a slip: one transaction holds the submission and everything Lark is owed about it."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.db.models.signals import post_save
from psycopg.errors import UniqueViolation

from accounts.models import User
from catalog.models import Branch
from forms_intake import references
from forms_intake.deliveries import letters, outbox
from forms_intake.enums import Flag, MatchConfidence, Source
from forms_intake.models import Submission
from forms_intake.models.submission import SubmissionQuerySet
from forms_intake.slips import flood
from school import clock, live
from school.compiled import Insert
from school.folding import fold

DUPLICATE_WINDOW = timedelta(hours=24)
_DRAWS = 5
_NEW = Insert(Submission, "RETURNING id")
_UNIQUE_REFERENCE = "forms_intake_submission_reference_key"
# Senders of the same things wait for each other here, so that each sees the rows before it; whoever would wait longer
# is asked to try again (503), and does not keep a connection from others.
_QUEUE = """
SELECT set_config('lock_timeout', '2s', true), pg_advisory_xact_lock(hashtextextended(key, 0))
FROM unnest(%(keys)s::text[]) AS key
"""
# Without the making of two queries. The same student: as SubmissionQuerySet.of_student has it.
_EARLIER = """
SELECT (SELECT id FROM forms_intake_submission WHERE idempotency_key = %(key)s), (
    SELECT id FROM forms_intake_submission
    WHERE (contact_phone = %(phone)s AND student_name_folded = %(name)s OR student_code = %(code)s AND %(code)s <> '')
        AND form_type = %(form_type)s AND key_date IS NOT DISTINCT FROM %(key_date)s AND submitted_at >= %(since)s
        AND work_status NOT IN ('declined', 'withdrawn') AND archived_at IS NULL
    ORDER BY submitted_at, id LIMIT 1
)
"""


class _ReferenceTakenError(Exception):
    """Somebody else has the reference that was drawn."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A validated slip, ready to be accepted. `payload` is JSON: dates ISO, money integer VND; phone is E.164."""

    form_type: str
    schema_version: int
    policy_version: int
    notice_version: int
    idempotency_key: uuid.UUID
    payload: dict[str, Any]
    student_name: str
    contact_name: str
    contact_phone: str
    sensitive: dict[str, Any] = field(default_factory=dict)
    student_code: str = ""
    match_confidence: MatchConfidence = MatchConfidence.NONE
    contact_email: str = ""
    branch: Branch | None = None
    entry_branch: Branch | None = None
    key_date: date | None = None
    due_at: datetime | None = None
    flags: tuple[Flag, ...] = ()
    locale: str = "vi"
    user_agent_class: str = "browser"
    ip_hash: str = ""


def submit(
    draft: Draft, *, by: User | None, source: Source, then: Callable[[Submission], None] | None = None
) -> Submission:
    """Accepts the slip once: the same key with the same answers gives the same submission, however often it comes.

    The same key with other answers is another slip (two tabs from one draft, or somebody else's key): it is stored
    under a key of its own, so that nothing is swallowed and nobody is shown what another sender wrote.
    `then` writes what belongs to a slip that is new, in the same transaction.
    """
    for _draw in range(_DRAWS):
        with suppress(_ReferenceTakenError), transaction.atomic():
            return _submit(draft, by=by, source=source, then=then)
    raise RuntimeError("no free reference in five draws")


def history_of(*, student_code: str, contact_phone: str, student_name: str) -> SubmissionQuerySet:
    """Earlier submissions of the same student, newest first; archived and withdrawn ones included."""
    return Submission.objects.of_student(code=student_code, phone=contact_phone, name_folded=fold(student_name))


def _submit(draft: Draft, *, by: User | None, source: Source, then: Callable[[Submission], None] | None) -> Submission:
    earlier = _earlier(draft, by=by, source=source)
    known = Submission.objects.get(pk=earlier.same_key) if earlier.same_key else None
    if known and _same_answers(known, draft):
        return known
    if known:
        draft = replace(draft, idempotency_key=uuid.uuid4())
    submission = _stored(draft, earlier, by=by, source=source)
    if then:
        then(submission)
    outbox.enqueue(submission, is_new=True)
    live.changed("submissions")
    return submission


def _same_answers(sent: Submission, now: Draft) -> bool:
    """Whether both say the same; what the rules found at the time is not an answer."""
    is_same = {**sent.payload, "facts": None} == {**now.payload, "facts": None}
    return is_same and sent.sensitive == now.sensitive


def _queues(draft: Draft, *, by: User | None) -> list[str]:
    """Key, telephone, address, mailbox and account; always in this order, so that no two wait for each other."""
    keys = [str(draft.idempotency_key), draft.contact_phone]
    if settings.SPAM_CHECKS != "none":
        keys += [draft.ip_hash, letters.mailbox(draft.contact_email), f"account {by.pk}" if by else ""]
    return [f"submit:{key}" for key in keys if key]


class _Earlier(NamedTuple):
    """Slips that were there before."""

    same_key: int | None
    first_of_same: int | None
    are_too_many: bool


def _earlier(draft: Draft, *, by: User | None, source: Source) -> _Earlier:
    """The slip with this key, the earliest of the same form, student and key date within 24 hours, and the limits.

    What came to nothing is none of those: whoever withdraws a slip and sends it again sends one.
    In one round trip; PostgreSQL looks at the rows anew for the second statement, when the first has waited.
    """
    now, name = clock.now(), fold(draft.student_name)
    too_many, limits = flood.asked(_sender(draft, by, source), now)
    values: dict[str, Any] = {
        "keys": _queues(draft, by=by),
        "key": draft.idempotency_key,
        "phone": draft.contact_phone,
        "name": name,
        "code": draft.student_code,
        "form_type": draft.form_type,
        "key_date": draft.key_date,
        "since": now - DUPLICATE_WINDOW,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{_QUEUE}; {_EARLIER}, ({too_many})", limits | values)
        while cursor.nextset():
            pass
        return _Earlier(*cursor.fetchone())


def _sender(draft: Draft, by: User | None, source: Source) -> flood.Sender:
    return flood.Sender(
        ip_hash=draft.ip_hash,
        contact_phone=draft.contact_phone,
        student=fold(draft.student_name)[:80],
        account=by.pk if by else None,
        source=source,
    )


def _stored(draft: Draft, earlier: _Earlier, *, by: User | None, source: Source) -> Submission:
    flags = _flags(draft, earlier, source)
    columns = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    submission = Submission(
        **columns | {"flags": sorted(flag.value for flag in flags)},
        student_name_folded=fold(draft.student_name)[:80],
        search_text=_search_text(draft),
        duplicate_of_id=earlier.first_of_same,
        account=by,
        source=source,
        submitted_at=clock.now(),
    )
    submission.reference = references.draw(submission.form_type, clock.today())
    try:
        ((submission.pk,),) = _NEW.store([submission])
    except IntegrityError as error:
        broken = error.__cause__.diag.constraint_name if isinstance(error.__cause__, UniqueViolation) else ""
        if broken != _UNIQUE_REFERENCE:
            raise
        raise _ReferenceTakenError from error
    _told(submission)
    return submission


def _told(new: Submission) -> None:
    """What `save` would do once the row is stored."""
    new._state.adding, new._state.db = False, DEFAULT_DB_ALIAS
    post_save.send(Submission, instance=new, created=True, update_fields=None, raw=False, using=DEFAULT_DB_ALIAS)


def _flags(draft: Draft, earlier: _Earlier, source: Source) -> set[Flag]:
    """The draft's flags; whoever sends too many is possible spam, and the office never is."""
    flags = {*draft.flags, *([Flag.DUPLICATE] if earlier.first_of_same else [])}
    if source == Source.STAFF:
        return flags - {Flag.POSSIBLE_SPAM}
    return flags | {Flag.POSSIBLE_SPAM} if earlier.are_too_many else flags


def _search_text(draft: Draft) -> str:
    """What people look for: names, code, and the telephone as it is dialled at home and abroad.

    The reference is not in it: it has a unique index of its own.
    """
    digits = draft.contact_phone.lstrip("+")
    local = f"0{digits[2:]}" if digits.startswith("84") else digits
    return fold(" ".join([draft.student_name, draft.contact_name, draft.student_code, digits, local, local[-4:]]))
