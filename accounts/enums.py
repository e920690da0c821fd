"""Closed lists of this app; each is also a database check constraint."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person may do is decided by this alone (accounts.access)."""

    ADMIN = "admin", _("Administrator")
    STAFF = "staff", _("Office staff")
    TEACHER = "teacher", _("Teacher")
    STUDENT = "student", _("Student")


class Language(models.TextChoices):
    """Languages of the site."""

    VIETNAMESE = "vi", _("Vietnamese")
    ENGLISH = "en", _("English")


class Theme(models.TextChoices):
    """Colours of the site; SYSTEM follows the reader's device."""

    LIGHT = "light", pgettext_lazy("theme", "Light")
    DARK = "dark", pgettext_lazy("theme", "Dark")
    SYSTEM = "system", pgettext_lazy("theme", "As the device")


class Notice(models.TextChoices):
    """What a person may be told of, in the app and by e-mail."""

    ASSIGNED = "assigned", _("A slip is assigned to me")
    ANSWERED = "answered", _("A parent has answered")
    DELIVERY_FAILING = "delivery-failing", _("A slip cannot be delivered to Lark")
    PROMISE_DUE = "promise-due", _("A promised answer is due soon")


class InvitationKind(models.TextChoices):
    """Whom an invitation makes."""

    GUEST = "guest", _("Guest")
    ACCOUNT = "account", _("Account")
