"""One person in the admin site."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import URLField
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline
from unfold.widgets import UnfoldAdminURLInputWidget

from accounts.admin.people_import import PeopleImport
from accounts.history.link import HasHistory
from accounts.models import Profile, User


class ProfileInline(StackedInline):
    """What the person chose."""

    model = Profile
    can_delete = False
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **StackedInline.formfield_overrides,
        URLField: {"widget": UnfoldAdminURLInputWidget, "assume_scheme": "https"},
    }


@admin.register(User)
class UserAdmin(HasHistory, PeopleImport, ModelAdmin):
    """Roles and access; passwords are set by their owners only."""

    list_display = ["name", "email", "role", "phone", "is_active", "archived_at"]
    list_filter = ["role", "is_active", "is_guest"]
    search_fields = ["name", "email", "phone"]
    ordering = ["name"]
    list_per_page = 50
    inlines = [ProfileInline]
    change_form_outer_before_template = "hijack/_button.html"
    fieldsets = [
        (None, {"fields": ["name", "email", "phone", "role", "is_active"]}),
        (_("State"), {"fields": ["email_verified_at", "phone_verified_at", "last_login", "created_at", "archived_at"]}),
    ]
    readonly_fields = ["email_verified_at", "phone_verified_at", "last_login", "created_at", "archived_at"]

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        """A new person has no password until they have chosen one through the reset e-mail."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            messages.info(
                request, _("This person sets a password through “Forgot your password?” on the sign-in page.")
            )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are archived, never deleted by hand."""
        return False
