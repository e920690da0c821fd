"""A person's profile on their page in the admin site."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminURLInputWidget

from accounts import zones
from accounts.models import Profile

BOXES = ("bio", "website", "location", "timezone", "language", "theme")
# The same for whoever may only look: what is stored are codes.
IN_WORDS = ("bio", "website", "location", "zone", "language", "theme")


def zone(profile: Profile) -> str:
    """The time zone as the list of the form calls it."""
    groups: Any = zones.choices()
    flat = {code: label for _name, group in groups for code, label in group}
    return str(flat.get(profile.timezone, profile.timezone))


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
