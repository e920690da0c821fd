"""Where submissions go, how far each has come, and every try: the queue itself (lark.md section 6)."""

import uuid
from itertools import chain
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forms_intake.deliveries import keys, moments
from forms_intake.enums import Circuit, DeliveryState, DestinationKind, Flag, FormType, Outcome, Purpose
from forms_intake.models.lark_app import LarkApp
from forms_intake.models.submission import Submission
from school import clock
from school.compiled import Compiled
from school.encryption import EncryptedJSONField

OPEN_STATES = [DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.WAITING, DeliveryState.PARKED]


class DestinationQuerySet(models.QuerySet["Destination"]):
    """The words in which destinations are asked for."""

    def wanting(self, submission: Submission) -> "list[Destination]":
        """Active destinations that take this slip, with app and fallback, without the credentials of any."""
        rows = [_destination(row) for row in _ALL.rows()]
        # In the same group as the one it stands in for: what that must not show, the robot must not show either.
        kept_from = {row.fallback_id for row in rows if set(row.except_flags).intersection(submission.flags)}
        return [row for row in rows if row.is_active and row.pk not in kept_from and row.wants(submission)]

    def without_access(self) -> Self:
        """For everybody but the one call that needs them: without the credentials, which may not be readable."""
        return self.defer("config")


# The engine's own notes change with every call, and say nothing about what people did.
@pghistory.track(exclude=["limit_keys", "parked_until", "probe_at", "released_at", "unsettled_since"])
class Destination(models.Model):
    """A place in Lark that receives submissions."""

    kind = models.CharField(_("kind"), max_length=10, choices=DestinationKind.choices, default=DestinationKind.WEBHOOK)
    name = models.CharField(_("name"), max_length=80, unique=True)
    config = EncryptedJSONField(_("access"), default=dict)
    form_types = ArrayField(
        models.CharField(max_length=20, choices=FormType.choices), verbose_name=_("slips"), default=list, blank=True
    )
    # Which flags a slip must have one of, and which it must not have; for example what only managers may read.
    # What it must not have holds for its fallback too, and while this destination is switched off.
    only_flags = ArrayField(
        models.CharField(max_length=20), verbose_name=_("only with flag"), default=list, db_default=[], blank=True
    )
    except_flags = ArrayField(
        models.CharField(max_length=20), verbose_name=_("not with flag"), default=list, db_default=[], blank=True
    )
    app = models.ForeignKey(
        LarkApp,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="destinations",
        verbose_name=_("Lark app"),
    )
    # Takes over while the app's monthly quota is used up (lark.md section 4.4, QUOTA).
    fallback = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("fallback")
    )
    # Of a Base: [{"field_id", "field_name", "type", "ours"}], and how its columns differ from that now.
    mapping = models.JSONField(_("columns"), default=list, db_default=[], blank=True)
    drift = models.JSONField(_("changed columns"), default=list, db_default=[], blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    # Paused: slips still queue for it and go out when it is resumed. Switched off: they do not queue.
    paused_at = models.DateTimeField(_("paused since"), null=True, blank=True, editable=False)
    circuit = models.CharField(
        _("state"), max_length=6, choices=Circuit.choices, default=Circuit.CLOSED, editable=False
    )
    circuit_error = models.CharField(_("fault"), max_length=80, blank=True, editable=False)
    probe_at = models.DateTimeField(_("next probe"), null=True, blank=True, editable=False)
    parked_until = models.DateTimeField(_("parked until"), null=True, blank=True, editable=False)
    # Since when it works without a break: how long a delivery has waited counts from here.
    released_at = models.DateTimeField(default=clock.now, db_default=Now(), editable=False)
    # Set by whatever changes which slips wait for a person, until all of them say so (deliveries.summary).
    unsettled_since = models.DateTimeField(null=True, blank=True, default=clock.now, editable=False)
    # The limits of Lark that its calls use up, known without decrypting anything (deliveries.keys).
    limit_keys = ArrayField(models.CharField(max_length=80), default=list, db_default=[], blank=True, editable=False)

    objects: ClassVar[DestinationQuerySet] = DestinationQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("destination"), _("destinations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DestinationKind.values), name="destination_kind_known"),
            models.CheckConstraint(
                condition=Q(circuit=Circuit.CLOSED, circuit_error="", probe_at=None)
                | (Q(circuit=Circuit.OPEN, probe_at__isnull=False) & ~Q(circuit_error="")),
                name="destination_open_circuit_says_why",
            ),
            models.CheckConstraint(
                condition=Q(form_types__contained_by=FormType.values), name="destination_form_types_known"
            ),
            models.CheckConstraint(
                condition=Q(only_flags__contained_by=Flag.values, except_flags__contained_by=Flag.values),
                name="destination_flags_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[DestinationKind.MESSAGE, DestinationKind.BASE], app__isnull=False)
                | Q(kind__in=[DestinationKind.WEBHOOK, DestinationKind.EMAIL], app=None),
                name="destination_app_for_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Keeps the keys of its limits true, which others must know without its credentials."""
        if "config" not in self.get_deferred_fields():
            self.limit_keys = keys.of(self.kind, self.config, self.app.app_id if self.app else "")
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], "limit_keys"}
        super().save(*args, **options)

    def wants(self, submission: Submission) -> bool:
        """Whether it takes this slip: by kind and flags; a copy only when there is an address for it."""
        flags = set(submission.flags)
        return bool(
            (not self.form_types or submission.form_type in self.form_types)
            and (not self.only_flags or flags.intersection(self.only_flags))
            and not flags.intersection(self.except_flags)
            and (self.kind != DestinationKind.EMAIL or submission.contact_email)
        )

    def is_free(self) -> bool:
        """Whether nothing of its own keeps it from sending."""
        return self.paused_at is None and self.circuit == Circuit.CLOSED

    def takes(self) -> Q:
        """Of submissions: those that it wants (the same rule as `wanting`, from the other side)."""
        wanted = Q(form_type__in=self.form_types) if self.form_types else Q()
        wanted &= Q(flags__overlap=self.only_flags) if self.only_flags else Q()
        others = Destination.objects.filter(fallback=self).order_by().values_list("except_flags", flat=True)
        if kept_out := sorted({*self.except_flags, *chain.from_iterable(others)}):
            wanted &= ~Q(flags__overlap=kept_out)
        return wanted & (~Q(contact_email="") if self.kind == DestinationKind.EMAIL else Q())


# In the order of the fields below, as `from_db` takes them.
_OF_A_PLACE = (
    "id",
    "kind",
    "form_types",
    "only_flags",
    "except_flags",
    "app_id",
    "fallback_id",
    "is_active",
    "paused_at",
    "circuit",
)
_OF_A_FALLBACK = ("id", "kind", "is_active", "paused_at", "circuit")
# Asked with every slip; there are a few of them, so what they want is looked at here and not in the database.
_ALL = Compiled(
    lambda: Destination.objects.values_list(
        *_OF_A_PLACE, "app__parked_until", *(f"fallback__{name}" for name in _OF_A_FALLBACK)
    )
)


def _destination(row: tuple[Any, ...]) -> "Destination":
    """What _ALL found, as objects that load the rest when somebody asks for it."""
    own, parked_until, fallback = row[: len(_OF_A_PLACE)], row[len(_OF_A_PLACE)], row[len(_OF_A_PLACE) + 1 :]
    found = Destination.from_db(DEFAULT_DB_ALIAS, _OF_A_PLACE, own)
    if found.app_id:
        found.app = LarkApp.from_db(DEFAULT_DB_ALIAS, ("id", "parked_until"), (found.app_id, parked_until))
    if found.fallback_id:
        found.fallback = Destination.from_db(DEFAULT_DB_ALIAS, _OF_A_FALLBACK, fallback)
    return found


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """The words in which deliveries are asked for."""

    def open(self) -> Self:
        """Not finished: the engine owes Lark something."""
        return self.filter(state__in=OPEN_STATES)

    def due(self) -> Self:
        """To be tried now: its time has come (or its lease ran out), and its destination takes calls."""
        now = moments.now()
        taking = Q(destination__parked_until=None) | Q(destination__parked_until__lte=now)
        paid = Q(destination__app__parked_until=None) | Q(destination__app__parked_until__lte=now)
        working = Q(destination__circuit=Circuit.CLOSED) | Q(destination__probe_at__lte=now)
        on = Q(destination__is_active=True, destination__paused_at=None)
        return self.open().filter(on, taking, paid, working, next_attempt_at__lte=now)

    def stuck(self) -> Self:
        """Open, but nothing is tried until a person has done something about the destination."""
        off = Q(destination__is_active=False) | Q(destination__paused_at__isnull=False)
        return self.open().filter(Q(destination__circuit=Circuit.OPEN) | off)

    def to_lark(self) -> Self:
        """What a slip's Lark status sums up: first messages. Neither updates nor copies for the sender."""
        return self.filter(purpose=Purpose.CREATE).exclude(destination__kind=DestinationKind.EMAIL)


@pghistory.track(
    # The engine's own steps begin or end with a lease and stand in the attempts; history keeps what people did.
    pghistory.UpdateEvent(
        condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state"))
        & ~pgtrigger.Q(new__state=DeliveryState.LEASED)
        & ~pgtrigger.Q(old__state=DeliveryState.LEASED)
    ),
    pghistory.DeleteEvent(),
    fields=["submission", "destination", "purpose", "state", "attempts", "remote_id", "last_error"],
    model_name="DeliveryEvent",
)
class Delivery(models.Model):
    """One thing to tell one destination about one submission."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("submission")
    )
    destination = models.ForeignKey(
        Destination, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("destination")
    )
    purpose = models.CharField(_("purpose"), max_length=6, choices=Purpose.choices, default=Purpose.CREATE)
    state = models.CharField(_("state"), max_length=9, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    # Tries that count against the schedule: waiting for a destination spends none (lark.md section 4.4).
    spent = models.PositiveSmallIntegerField(_("tries spent"), default=0)
    card_level = models.PositiveSmallIntegerField(_("simplification of the card"), default=0)
    # While leased: the end of the lease, so that one column says when the engine must look again.
    next_attempt_at = models.DateTimeField(_("next try"), default=clock.now, null=True, blank=True)
    # Since when it waits without a person's doing; bounds the waiting that spends no try.
    waiting_since = models.DateTimeField(_("waiting since"), default=clock.now)
    lease_token = models.UUIDField(_("lease"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    idempotency_key = models.UUIDField(_("idempotency key"), default=uuid.uuid4, unique=True)
    remote_id = models.CharField(_("id in Lark"), max_length=64, blank=True)
    # The submission's revision that the last accepted call showed.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    # Columns of a Base that refused their value and were left out (lark.md section 4.4, CONTENT).
    left_out = ArrayField(models.CharField(max_length=100), default=list, db_default=[], blank=True)
    last_outcome = models.CharField(_("last answer"), max_length=8, choices=Outcome.choices, blank=True)
    last_error = models.CharField(_("last error"), max_length=80, blank=True)
    # Why a person stopped it; not in the history, so that it goes when the sender is forgotten.
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=200, blank=True, default="", db_default="")
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("delivery"), _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["submission", "destination", "purpose"], name="delivery_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="delivery_purpose_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.LEASED, lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state=DeliveryState.LEASED) & Q(lease_token=None, lease_until=None)),
                name="delivery_lease_while_leased",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES) ^ Q(next_attempt_at=None),
                name="delivery_open_has_next_try",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.DELIVERED) ^ Q(delivered_at=None), name="delivery_delivered_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=OPEN_STATES), name="delivery_due"),
            models.Index(
                fields=["destination", "next_attempt_at"],
                condition=Q(state__in=OPEN_STATES),
                name="delivery_destination_due",
            ),
            models.Index(fields=["destination", "state"], name="delivery_destination_state"),
            # What the deliveries page asks (deliveries.figures), and what "Send again" works through.
            models.Index(
                fields=["delivered_at", "destination"],
                condition=Q(state=DeliveryState.DELIVERED),
                name="delivery_delivered",
            ),
            models.Index(
                fields=["destination", "delivered_at"],
                condition=Q(state=DeliveryState.DELIVERED),
                name="delivery_last_delivered",
            ),
            models.Index(fields=["id"], condition=Q(state=DeliveryState.DEAD), name="delivery_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} → {self.destination}"


class DeliveryAttempt(models.Model):
    """One call to Lark. Append-only: written before the call, its outcome filled in once.

    An attempt without end belongs to a sender that was stopped; whether Lark got that call is not known.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries", verbose_name=_("delivery"))
    lease_token = models.UUIDField(_("lease"))
    started_at = models.DateTimeField(_("started at"), default=clock.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    outcome = models.CharField(_("answer"), max_length=8, choices=Outcome.choices, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    code = models.BigIntegerField(_("Lark code"), null=True, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    log_id = models.CharField(_("log id for Lark's support"), max_length=80, blank=True)
    is_ambiguous = models.BooleanField(_("may have arrived"), default=False)

    objects: ClassVar[models.Manager["DeliveryAttempt"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("attempt"), _("attempts")
        ordering = ["started_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", finished_at=None) | (Q(outcome__in=Outcome.values, finished_at__isnull=False)),
                name="attempt_finished_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")), name="attempt_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["delivery", "started_at"], name="attempt_delivery_started"),
            models.Index(fields=["-started_at"], name="attempt_started"),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M:%S} {self.outcome or '…'}"
