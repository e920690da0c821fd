"""Choice lists of the change slip (slips.md sections 2 and 8)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeKind(TextChoices):
    """What is to be changed."""

    SCHEDULE = "schedule", pgettext_lazy("change", "Timetable")
    TEACHER = "teacher", pgettext_lazy("change", "Teacher")
    COURSE = "course", pgettext_lazy("change", "Course")


class ScheduleScope(TextChoices):
    """For how long the times change."""

    ONCE = "once", _("One lesson only")
    FIXED = "fixed", _("The fixed times")
    TEMPORARY = "temporary", _("For a while, until a certain day")


class LessonsPerWeek(TextChoices):
    """How often the student comes."""

    KEEP = "keep", _("As now")
    ONE = "1", _("1 lesson")
    TWO = "2", _("2 lessons")
    THREE = "3", _("3 lessons")


class TeacherReason(TextChoices):
    """Why another teacher is wanted."""

    SCHEDULE = "schedule", _("The times do not match")
    STYLE = "style", _("The method does not suit")
    PROGRESS = "progress", _("No progress seen yet")
    COMMUNICATION = "communication", _("Communication")
    PREFERENCE = "preference", _("Rather a man, or rather a woman")
    OTHER = "other", pgettext_lazy("reason", "Other")


class TeacherGender(TextChoices):
    """With whom the student would rather learn."""

    ANY = "any", pgettext_lazy("teacher", "Anybody")
    FEMALE = "female", pgettext_lazy("teacher", "A woman")
    MALE = "male", pgettext_lazy("teacher", "A man")


class CourseReason(TextChoices):
    """Why another course is wanted."""

    LEVEL = "level", pgettext_lazy("reason", "Level")
    INSTRUMENT = "instrument", _("Another instrument")
    LENGTH = "length", pgettext_lazy("reason", "Length")
    BUDGET = "budget", pgettext_lazy("reason", "Cost")
    OTHER = "other", pgettext_lazy("reason", "Other")
