"""The delivery panel: for each destination how far a slip is, every try, and what the reader may do about it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forms_intake import hints
from forms_intake.admin import deliveries_words as words
from forms_intake.admin.next_try import next_try
from forms_intake.deliveries import by_hand
from forms_intake.enums import DeliveryState, Outcome
from forms_intake.lark.explanations import explain
from forms_intake.models import Delivery, DeliveryAttempt, Submission
from school import clock

# A destination that Lark slows down may make very many; the newest tell what is going on.
MOST_TRIES = 30
_OPEN = {DeliveryState.PENDING, DeliveryState.WAITING, DeliveryState.PARKED}
_TONES = {Outcome.OK: "ok", Outcome.CONFIG: "fail", Outcome.CONTENT: "fail", "": "wait"}


@dataclass(frozen=True)
class Try:
    """One call, in words."""

    row: DeliveryAttempt
    number: int
    duration: str
    tone: str
    explanation: str


@dataclass(frozen=True)
class Shown:
    """One delivery, in words, with the buttons that make sense."""

    row: Delivery
    tone: str
    state: str
    about: str
    next_try: str
    advice: str
    simplified: list[str]
    tries: list[Try]
    earlier: int
    may_send_again: bool
    may_try_now: bool
    may_cancel: bool


def of_slip(slip: Submission, request: HttpRequest) -> SafeString:
    """Everything that is owed to destinations about one slip."""
    rows = Delivery.objects.filter(submission=slip).order_by("pk")
    return _rendered({"deliveries": shown(rows, request.user), "slip": slip, "back": ""}, request)


def of_delivery(delivery: Delivery, request: HttpRequest) -> SafeString:
    """One delivery on its own page."""
    rows = Delivery.objects.filter(pk=delivery.pk)
    return _rendered(
        {"deliveries": shown(rows, request.user), "slip": delivery.submission, "back": "delivery"}, request
    )


def _rendered(context: dict[str, Any], request: HttpRequest) -> SafeString:
    context["lark_status"] = words.lark_status(context["slip"])
    return render_to_string("admin/forms_intake/_deliveries.html", context, request)


def shown(rows: "QuerySet[Delivery]", reader: Any) -> list[Shown]:
    """The deliveries in words, with what the reader may do about each; two queries."""
    tries = DeliveryAttempt.objects.order_by("-started_at", "-pk")[:MOST_TRIES]
    found = rows.select_related("destination__app").defer("destination__config", "destination__app__config")
    found = found.annotate(made=Count("tries")).prefetch_related(Prefetch("tries", tries, to_attr="newest"))
    return [_one(row, reader) for row in found]


def _one(row: Any, reader: Any) -> Shown:
    waits = row.state in _OPEN
    later = waits and row.next_attempt_at > clock.now() and not by_hand.why_not_now(row)
    # A sender that was stopped holds it no longer, although nobody has taken it over yet.
    is_abandoned = row.state == DeliveryState.LEASED and row.lease_until <= clock.now()
    is_stoppable = waits or is_abandoned or row.state == DeliveryState.DEAD
    return Shown(
        row=row,
        tone=words.tone(row),
        state=words.state(row),
        about=words.about(row),
        next_try=next_try(row),
        advice="" if row.state == DeliveryState.DELIVERED or row.cancel_reason else hints.sentence(row.last_error),
        simplified=words.left_out(row),
        tries=[_try(each, row.made - place) for place, each in enumerate(row.newest)],
        earlier=row.made - len(row.newest),
        may_send_again=row.state == DeliveryState.DEAD and reader.has_perm("forms_intake.send_again_delivery"),
        may_try_now=later and reader.has_perm("forms_intake.try_now_delivery"),
        may_cancel=is_stoppable and reader.has_perm("forms_intake.cancel_delivery"),
    )


def _try(row: DeliveryAttempt, number: int) -> Try:
    tone = _TONES.get(row.outcome, "wait")
    # The word alone says it all when it was accepted.
    sentence = "" if row.outcome == Outcome.OK else explain(row.outcome, row.code, row.message)
    return Try(row, number, words.duration(row), tone, sentence)
