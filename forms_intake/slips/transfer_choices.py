"""Choice lists of the transfer slip (slips.md sections 2 and 6); the keys are stored, the words are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms_intake.slips.choices import Relationship


class TransferKind(TextChoices):
    """Who or what moves."""

    PERSON = "person", _("To another person")
    BRANCH = "branch", _("To another branch")


class TransferReason(TextChoices):
    """Why the course is passed on or moved."""

    RELOCATION = "relocation", _("Moving away")
    NO_TIME = "no_time", _("No time that fits")
    GIFT = "gift", _("A gift to a relative")
    HEALTH = "health", pgettext_lazy("reason", "Health")
    OTHER = "other", pgettext_lazy("reason", "Other")


class KnownStudent(TextChoices):
    """Whether the receiver studies at the school already."""

    YES = "yes", pgettext_lazy("studies here", "Yes")
    NO = "no", pgettext_lazy("studies here", "No")
    UNSURE = "unsure", pgettext_lazy("studies here", "Not sure")


class Scope(TextChoices):
    """How much of the course is passed on."""

    ALL = "all", _("All lessons left")
    PART = "part", _("A part")


class TeacherWish(TextChoices):
    """Whose lessons at the new branch."""

    SAME = "same", _("The same teacher, if possible")
    ANY = "any", _("Any teacher")
    NAME = "name", _("Choose a teacher")


# Of these the giver may have the same telephone as the receiver.
FAMILY = frozenset(set(Relationship) - {Relationship.FRIEND, Relationship.OTHER})
