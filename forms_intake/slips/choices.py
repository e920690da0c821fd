"""Choice lists of the slips (slips.md section 2); the keys are stored, the words are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# "Không nhớ / Khác" of a list from the database.
UNKNOWN = "unknown"


class SubmitterRole(TextChoices):
    """Who fills the slip in."""

    PARENT = "parent", _("Parent")
    STUDENT = "student", _("Student")
    STAFF = "staff", pgettext_lazy("role", "Office")


class Relationship(TextChoices):
    """What the contact person is to the student."""

    FATHER = "father", pgettext_lazy("relationship", "Father")
    MOTHER = "mother", pgettext_lazy("relationship", "Mother")
    GRANDPARENT = "grandparent", pgettext_lazy("relationship", "Grandparent")
    SIBLING = "sibling", pgettext_lazy("relationship", "Brother or sister")
    SPOUSE = "spouse", pgettext_lazy("relationship", "Spouse")
    CHILD = "child", pgettext_lazy("relationship", "Child")
    RELATIVE = "relative", pgettext_lazy("relationship", "Relative")
    FRIEND = "friend", pgettext_lazy("relationship", "Friend")
    OTHER = "other", pgettext_lazy("relationship", "Other")


class LeaveKind(TextChoices):
    """How long the leave is."""

    SINGLE = "single", _("One lesson")
    SEVERAL = "several", _("Several lessons")
    RANGE = "range", _("A range of days")


class LeaveReason(TextChoices):
    """Why the student stays away."""

    SICK = "sick", _("Illness, health")
    SCHOOL = "school", _("School timetable, exams")
    FAMILY = "family", _("Family matter")
    TRAVEL = "travel", _("Away, travelling")
    WORK = "work", pgettext_lazy("reason", "Work")
    WEATHER = "weather", _("Weather, traffic")
    OTHER = "other", pgettext_lazy("reason", "Other")


class MakeupWish(TextChoices):
    """What becomes of the lesson that is missed."""

    YES = "yes", _("I want a make-up lesson")
    CREDIT = "credit", _("Keep the lesson, arrange later")
    NO = "no", _("Not needed")


class Level(TextChoices):
    """How far a student is; of the one who comes and of the one who receives a course."""

    NONE = "none", pgettext_lazy("level", "Has not learnt yet")
    LT1 = "lt1", pgettext_lazy("level", "Less than 1 year")
    Y1_3 = "y1_3", pgettext_lazy("level", "1–3 years")
    GT3 = "gt3", pgettext_lazy("level", "More than 3 years")
    UNSURE = "unsure", pgettext_lazy("level", "Not sure")


class Channel(TextChoices):
    """How the school reaches a family."""

    ZALO = "zalo", "Zalo"
    SMS = "sms", pgettext_lazy("channel", "Text message")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    CALL = "call", pgettext_lazy("channel", "Phone call")


class Weekday(TextChoices):
    """Days of a slot, in the order of the Vietnamese week."""

    MON = "mon", _("Monday")
    TUE = "tue", _("Tuesday")
    WED = "wed", _("Wednesday")
    THU = "thu", _("Thursday")
    FRI = "fri", _("Friday")
    SAT = "sat", _("Saturday")
    SUN = "sun", _("Sunday")


def quarter_hours(first: int, last: int) -> list[tuple[str, str]]:
    """Times of day every 15 minutes, from `first` o'clock to `last` o'clock, as choices."""
    minutes = range(first * 60, last * 60 + 1, 15)
    return [(clock, clock) for clock in (f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)]


TIMES = quarter_hours(6, 22)
