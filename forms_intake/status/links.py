"""Signed words that stand for the right to follow one slip: in links, in cookies, and in the name of its live topic."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer, b62_decode, b62_encode
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from forms_intake.models import Submission
from school import clock, live

# A link in a mail or a message (slips.md section 10).
LASTING = timedelta(days=30)
# A right says to the thousandth of a second since when it is.
EXACTLY = timedelta(milliseconds=1)
_LINK = "forms_intake.status.link"
_TOPIC = "forms_intake.status.topic"
_SEP = "."
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Of a topic's signature: the name of a topic has 40 signs, and whoever guessed it would learn that something changed.
_SHORT = 24


class Right(NamedTuple):
    """Which slip, and since when."""

    pk: int
    since: datetime


def address(submission: Submission) -> str:
    """The status page for whoever holds this link, signed in or not; for mails and messages, 30 days long."""
    return settings.SITE_URL + reverse("forms_intake:status_link", args=[signed(submission, salt=_LINK)])


def of_link(token: str) -> Right | None:
    """What a link's token stands for; nothing for one that is altered or too old."""
    return read(token, salt=_LINK, lasting=LASTING)


def signed(submission: Submission, *, salt: str) -> str:
    """The right to this slip from now on, in signs that stand in addresses and cookies."""
    return _signer(salt).sign(f"{b62_encode(submission.pk)}-{b62_encode(_thousandths(clock.now()))}")


def read(token: str, *, salt: str, lasting: timedelta) -> Right | None:
    """The right that `signed` wrote under the same salt, while it lasts."""
    try:
        pk, _dash, since = _signer(salt).unsign(token).partition("-")
        right = Right(b62_decode(pk), _EPOCH + timedelta(milliseconds=b62_decode(since)))
    except (BadSignature, ValueError, OverflowError):
        return None
    return right if right.since + lasting > clock.now() else None


def topic(submission: Submission) -> str:
    """The name under which the page of one slip hears that something changed; only that page says it."""
    name = b62_encode(submission.pk)
    return f"status:{name}{_SEP}{_short(name)}"


def tell(instance: Submission, *, created: bool, **_signal: object) -> None:
    """Signal receiver: a slip that somebody may be looking at was saved."""
    if not created:
        live.changed(topic(instance))


def is_topic(name: str) -> bool:
    """Whether the part behind the colon is one that `topic` made."""
    pk, _sep, signature = name.partition(_SEP)
    return constant_time_compare(signature, _short(pk))


def _thousandths(moment: datetime) -> int:
    return (moment - _EPOCH) // EXACTLY


def _short(name: str) -> str:
    return _signer(_TOPIC).signature(name)[:_SHORT]


def _signer(salt: str) -> Signer:
    return Signer(salt=salt, sep=_SEP)
