"""Choice lists of the student-info slip; the keys are stored, the words are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(TextChoices):
    """Why the slip is filled in."""

    NEW = "new", pgettext_lazy("purpose", "New registration")
    UPDATE = "update", pgettext_lazy("purpose", "Update of what you told us")


class Gender(TextChoices):
    """As the student wants it written."""

    FEMALE = "female", pgettext_lazy("gender", "Female")
    MALE = "male", pgettext_lazy("gender", "Male")
    UNDISCLOSED = "undisclosed", pgettext_lazy("gender", "Not told")


class Mode(TextChoices):
    """How lessons are held."""

    ONE_ONE = "one_one", pgettext_lazy("mode", "One to one")
    PAIR = "pair", pgettext_lazy("mode", "Two students")
    GROUP = "group", pgettext_lazy("mode", "Group")
    ONLINE = "online", pgettext_lazy("mode", "Online")
    HOME = "home", pgettext_lazy("mode", "At home")


class Minutes(TextChoices):
    """How long a lesson is."""

    M30 = "30", _("30 minutes")
    M45 = "45", _("45 minutes")
    M60 = "60", _("60 minutes")
    M90 = "90", _("90 minutes")


class Instrument(TextChoices):
    """What the student practises on."""

    ACOUSTIC = "acoustic", pgettext_lazy("instrument", "Acoustic piano")
    DIGITAL = "digital", pgettext_lazy("instrument", "Digital piano")
    NONE = "none", pgettext_lazy("instrument", "None yet")


class Goal(TextChoices):
    """What the student wants to learn for."""

    HOBBY = "hobby", pgettext_lazy("goal", "For pleasure")
    EXAM = "exam", pgettext_lazy("goal", "Grade exams")
    PERFORM = "perform", pgettext_lazy("goal", "Performing")
    SCHOOL = "school", pgettext_lazy("goal", "Entrance to a music school")
    OTHER = "other", pgettext_lazy("goal", "Other")


class Media(TextChoices):
    """What pictures of the student may be used for; no answer means no."""

    YES = "yes", pgettext_lazy("media", "Allowed")
    INTERNAL = "internal", pgettext_lazy("media", "Inside the school only")
    NO = "no", pgettext_lazy("media", "Not allowed")


class Referral(TextChoices):
    """How a family heard about the school."""

    FRIEND = "friend", pgettext_lazy("referral", "Somebody I know")
    FACEBOOK = "facebook", "Facebook"
    GOOGLE = "google", "Google"
    TIKTOK = "tiktok", "TikTok"
    ZALO = "zalo", "Zalo"
    WALK_IN = "walk_in", pgettext_lazy("referral", "Passing by")
    EVENT = "event", pgettext_lazy("referral", "An event")
    OTHER = "other", pgettext_lazy("referral", "Other")
