"""People in the admin site."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline

from accounts.models import Profile, User

# Second factors are nobody's business but their owner's.
admin.site.unregister(Authenticator)


class ProfileInline(StackedInline):
    """What the person chose."""

    model = Profile
    can_delete = False


@admin.register(User)
class UserAdmin(ModelAdmin):
    """Roles and access; passwords are set by their owners only."""

    list_display = ["name", "email", "role", "phone", "is_active", "is_guest", "archived_at"]
    list_filter = ["role", "is_active", "is_guest"]
    search_fields = ["name", "email", "phone"]
    ordering = ["name"]
    list_per_page = 50
    inlines = [ProfileInline]
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are archived, never deleted by hand."""
        return False
