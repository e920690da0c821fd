"""The school's app in Lark: who the server is there, who presses its buttons, and how much it has called."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from school import clock
from school.encryption import EncryptedJSONField

# Lark's free plan (lark.md section 4.2).
FREE_PLAN_CALLS = 10_000


# Parking changes with Lark's answers, and says nothing about what people did.
@pghistory.track(exclude=["parked_until"])
class LarkApp(models.Model):
    """A self-built app (lark.md section 2). `config`: app_secret, verification_token, encrypt_key."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    app_id = models.CharField(_("App ID"), max_length=64, unique=True)
    config = EncryptedJSONField(_("access"), default=dict)
    monthly_quota = models.PositiveIntegerField(
        _("calls a month"), default=FREE_PLAN_CALLS, null=True, blank=True, help_text=_("Empty for a plan without end")
    )
    # Until the month is over, once Lark has said that the quota is used up.
    parked_until = models.DateTimeField(_("parked until"), null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager["LarkApp"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Lark app"), _("Lark apps")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ApiUsage(models.Model):
    """Calls of one app in one month that Lark counts; failing calls are free (lark.md section 4.2)."""

    app = models.ForeignKey(LarkApp, on_delete=models.CASCADE, related_name="usage")
    # Its first day, by the school's clock.
    month = models.DateField(_("month"))
    calls = models.PositiveIntegerField(_("calls"), default=0)

    objects: ClassVar[models.Manager["ApiUsage"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("usage"), _("usage")
        constraints = [models.UniqueConstraint(fields=["app", "month"], name="usage_once_a_month")]

    def __str__(self) -> str:
        return f"{self.app} {self.month:%Y-%m}"


class CallLimit(models.Model):
    """How far one of Lark's limits is used up: of an app, a chat, a robot or a Base (deliveries.pace)."""

    key = models.CharField(primary_key=True, max_length=80)
    # When each place of a sliding window is free again, and the theoretical arrival time of a longer one.
    free_at = models.JSONField(default=list)
    arrival_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["CallLimit"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("limit"), _("limits")

    def __str__(self) -> str:
        return self.key


@pghistory.track()
class LarkIdentity(models.Model):
    """Which account of the office somebody in Lark is: presses of buttons are theirs, with their rights."""

    app = models.ForeignKey(LarkApp, on_delete=models.CASCADE, related_name="identities", verbose_name=_("Lark app"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lark_identities", verbose_name=_("person")
    )
    open_id = models.CharField(_("Open ID"), max_length=64)
    linked_at = models.DateTimeField(_("linked at"), default=clock.now)

    objects: ClassVar[models.Manager["LarkIdentity"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("person in Lark"), _("people in Lark")
        constraints = [
            models.UniqueConstraint(fields=["app", "open_id"], name="identity_open_id_once"),
            models.UniqueConstraint(fields=["app", "user"], name="identity_user_once"),
            models.CheckConstraint(condition=~Q(open_id=""), name="identity_has_open_id"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.app}"


class LarkLinkCode(models.Model):
    """The code that somebody sends to the robot to say who they are; only its digest is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lark_link_code")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    objects: ClassVar[models.Manager["LarkLinkCode"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("link code"), _("link codes")

    def __str__(self) -> str:
        return str(self.user)


class CallbackEvent(models.Model):
    """One event or press that Lark has told us about; what it tells twice happens once."""

    app = models.ForeignKey(LarkApp, on_delete=models.CASCADE, related_name="callbacks")
    event_id = models.CharField(max_length=128)
    kind = models.CharField(max_length=60)
    outcome = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager["CallbackEvent"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("event from Lark"), _("events from Lark")
        constraints = [models.UniqueConstraint(fields=["app", "event_id"], name="callback_event_once")]
        indexes = [models.Index(fields=["received_at"], name="callback_event_received")]

    def __str__(self) -> str:
        return self.event_id
