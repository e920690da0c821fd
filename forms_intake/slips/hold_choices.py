"""Choice lists of the hold slip (slips.md section 2); the keys are stored, the words are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy


class HoldReason(TextChoices):
    """Why the course rests."""

    HEALTH = "health", _("Health, maternity")
    EXAM = "exam", pgettext_lazy("reason", "Exams")
    RELOCATION = "relocation", _("Moving house, going away")
    WORK = "work", pgettext_lazy("reason", "Work")
    FINANCE = "finance", pgettext_lazy("reason", "Money")
    FAMILY = "family", pgettext_lazy("reason", "Family")
    OTHER = "other", pgettext_lazy("reason", "Other")


# How long: as many whole months, or this.
LONGER = "longer"


def length_words(key: str) -> str:
    """How long, in words."""
    if key == LONGER:
        return pgettext("hold", "Longer")
    return ngettext("%(n)s month", "%(n)s months", int(key)) % {"n": int(key)}


class SlotWish(TextChoices):
    """When and with whom the student goes on afterwards."""

    SAME = "same", _("Keep the old time and teacher if they are free")
    FLEXIBLE = "flexible", pgettext_lazy("hold", "Flexible")
