"""A person's profile on their page in the admin site."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminURLInputWidget

from accounts import zones
from accounts.models import Profile


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The time zone is chosen here too: a typed one could be none."""

    # Django asks for a scheme at import, before the inline's own widgets are put in.
    website = forms.URLField(
        label=_("website"), required=False, assume_scheme="https", widget=UnfoldAdminURLInputWidget
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones.choices, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Profile
        fields = ("bio", "website", "location", "timezone", "language", "theme", "notifications_on", "notices")
