"""A person's profile on their page in the admin site."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminURLInputWidget

from accounts import zones
from accounts.enums import Notice
from accounts.models import Profile

BOXES = ("bio", "website", "location", "timezone", "language", "theme", "notifications_on", "notices")
# The same for whoever may only look: what is stored are codes.
IN_WORDS = ("bio", "website", "location", "zone", "language", "theme", "notifications_on", "told_of")


def zone(profile: Profile) -> str:
    """The time zone as the list of the form calls it."""
    groups: Any = zones.choices()
    flat = {code: label for _name, group in groups for code, label in group}
    return str(flat.get(profile.timezone, profile.timezone))


def told_of(profile: Profile) -> str:
    """The notices by their names; one that is no more is left out."""
    return ", ".join(str(notice.label) for notice in Notice if notice in profile.notices)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The time zone is chosen here too: a typed one could be none."""

    # Django asks for a scheme at import, before the inline's own widgets are put in.
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", widget=UnfoldAdminURLInputWidget
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones.choices, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Profile
        fields = BOXES
