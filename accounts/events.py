"""What happens to an account beside its columns, and the page that shows everything that happened."""

from typing import ClassVar

import pghistory.models
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import AccountEventKind
from school import clock


class AccountEvent(models.Model):
    """A sign-in, a failed one, a changed password or second factor. Append-only; holds no secret and no typed text."""

    happened_at = models.DateTimeField(_("happened at"), default=clock.now)
    kind = models.CharField(_("kind"), max_length=24, choices=AccountEventKind.choices)
    # Whose account; nobody's when somebody tried an e-mail address that has none.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("person")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("done by")
    )
    # Which kind of second factor, which provider, which filters of an export.
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=200, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    objects: ClassVar[models.Manager["AccountEvent"]] = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("account event"), _("account events")
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AccountEventKind.values), name="accountevent_kind_known")
        ]
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="accountevent_keyset"),
            models.Index(fields=["person", "-happened_at"], name="accountevent_person"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class History(pghistory.models.Context):
    """Gives the timeline its place in the menu and its permission, `accounts.view_history`."""

    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name, verbose_name_plural = _("history"), _("history")
