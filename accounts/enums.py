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


class MailTiming(models.TextChoices):
    """When a notice is also sent by e-mail."""

    AT_ONCE = "at-once", pgettext_lazy("e-mail", "At once")
    DIGEST = "digest", pgettext_lazy("e-mail", "Every morning")
    NEVER = "never", pgettext_lazy("e-mail", "Never")


class InvitationKind(models.TextChoices):
    """Whom an invitation makes."""

    GUEST = "guest", _("Guest")
    ACCOUNT = "account", _("Account")


class AccountEventKind(models.TextChoices):
    """What happens to an account beside its columns."""

    SIGNED_UP = "signed-up", _("Signed up")
    SIGNED_IN = "signed-in", _("Signed in")
    SIGNED_OUT = "signed-out", _("Signed out")
    SIGN_IN_FAILED = "sign-in-failed", _("Sign-in failed")
    CODE_REJECTED = "code-rejected", _("Wrong code entered")
    SECOND_FACTOR_FAILED = "second-factor-failed", _("Second factor failed")
    PASSWORD_CHANGED = "password-changed", _("Password changed")
    PASSWORD_RESET = "password-reset", _("Password reset")
    EMAIL_CONFIRMED = "email-confirmed", _("E-mail address confirmed")
    EMAIL_ADDED = "email-added", _("E-mail address added")
    EMAIL_CHANGED = "email-changed", _("E-mail address changed")
    EMAIL_REMOVED = "email-removed", _("E-mail address removed")
    FACTOR_ADDED = "factor-added", _("Second factor added")
    FACTOR_REMOVED = "factor-removed", _("Second factor removed")
    CODES_RENEWED = "codes-renewed", _("Recovery codes renewed")
    CONNECTED = "connected", _("Outside account connected")
    DISCONNECTED = "disconnected", _("Outside account disconnected")
    IMPERSONATED = "impersonated", _("Seen as this person: begun")
    RELEASED = "released", _("Seen as this person: ended")
    HISTORY_EXPORTED = "history-exported", _("History exported")


class InvitationState(models.TextChoices):
    """What has become of an invitation; read from its columns, stored nowhere (Invitation.state).

    WAITING --accepted--> ACCEPTED | USED_UP;  WAITING --revoked--> REVOKED;
    WAITING --time--> EXPIRED --renewed--> WAITING
    """

    WAITING = "waiting", pgettext_lazy("invitation", "Waiting")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    USED_UP = "used-up", pgettext_lazy("invitation", "Used up")
    EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
    REVOKED = "revoked", pgettext_lazy("invitation", "Revoked")
