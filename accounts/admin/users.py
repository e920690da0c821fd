"""People in the admin site: their data are edited, their rank and standing are changed by verbs (accounts.people)."""

from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q, QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminURLInputWidget

from accounts import corrections, people, second_factor
from accounts.admin import profiles
from accounts.admin.lost_phone import LostPhone
from accounts.admin.people_import import PeopleImport
from accounts.admin.phones import confirm_phones
from accounts.admin.user_form import UserForm
from accounts.admin.user_lists import STATE_COLOURS, StateFilter, state
from accounts.history.link import HasHistory
from accounts.models import Profile, User
from school import phones
from school.archive_admin import ArchiveAdmin
from school.folding import search_terms
from school.site_admin import ModelAdmin


class ProfileInline(StackedInline):
    """What the person chose."""

    model = Profile
    form = profiles.ProfileForm
    can_delete = False
    hide_title = True
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **StackedInline.formfield_overrides,
        URLField: {"widget": UnfoldAdminURLInputWidget, "assume_scheme": "https"},
    }

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Boxes; in words where there is nothing to choose."""
        return profiles.IN_WORDS if self._is_shut(request, obj) else profiles.BOXES

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The words are none of the table's columns."""
        return profiles.IN_WORDS if self._is_shut(request, obj) else ()

    def _is_shut(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and not self.has_change_permission(request, obj)

    @display(description=_("Time zone"))
    def zone(self, row: Profile) -> str:
        """As the list of the form calls it."""
        return profiles.zone(row)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the person themself."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or (not obj.is_archived and _may_manage(request, obj)))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the person themself."""
        allowed = super().has_add_permission(request, obj)
        return allowed and (obj is None or (not obj.is_archived and _may_manage(request, obj)))


_TIMES = ["email_verified_at", "phone_verified_at", "last_login", "created_at", "deletion_requested_at", "purged_at"]


@admin.register(User)
class UserAdmin(ArchiveAdmin, HasHistory, LostPhone, PeopleImport, ModelAdmin):
    """Nobody changes somebody above themself; passwords are set by their owners only."""

    form = UserForm
    actions: ClassVar[list[Any]] = [*ArchiveAdmin.actions, confirm_phones]
    list_display = ["name", "email", "role", "student_code", "number", "state", "last_login", "has_factor"]
    list_filter = ["role", StateFilter]
    search_fields = ["name"]
    search_help_text = _("Name (without marks too), e-mail, telephone number or student code")
    ordering = ["name", "pk"]
    list_per_page = 50
    inlines = [ProfileInline]
    change_form_outer_before_template = "hijack/_button.html"
    fieldsets = [
        (None, {"fields": ["name", "email", "phone", "role", "student_code", "is_active"]}),
        (_("State"), {"fields": _TIMES}),
    ]
    readonly_fields = _TIMES

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the answer to whether somebody has a second factor: one query for the whole list."""
        factors = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=second_factor.FACTORS)
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.annotate(has_factor=Exists(factors))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Every word somewhere in name, address, number or code, with or without marks."""
        for term in search_terms(search_term):
            queryset = queryset.filter(Q(search_text__contains=term) | Q(student_code__contains=term.upper()))
        return queryset, False

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Somebody new has no times yet."""
        return super().get_fieldsets(request, obj)[: None if obj else 1]

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who asks: only roles up to their own are offered."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("AskedUserForm", (form,), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Columns first, then the verbs; a refusal undoes all of it."""
        assert isinstance(request.user, User)  # noqa: S101 - the admin has asked, the type checker cannot know
        if not change:
            try:
                people.add(obj, by=request.user)
            except IntegrityError as error:
                # Somebody else was faster with the same address.
                raise people.Refused(str(corrections.TAKEN)) from error
            messages.info(
                request, _("This person sets a password through “Forgot your password?” on the sign-in page.")
            )
            return
        people.locked(obj)
        role, active = form.cleaned_data.get("role", obj.role), form.cleaned_data.get("is_active", obj.is_active)
        columns = {name: form.cleaned_data[name] for name in corrections.CORRECTED if name in form.changed_data}
        if columns:
            corrections.correct(obj, by=request.user, **columns)
        if "email" in columns:
            messages.info(request, _("The old and the new address are told of this by e-mail."))
        if "role" in form.changed_data:
            people.set_role(obj, role, by=request.user)
        if "is_active" in form.changed_data:
            people.set_active(obj, active, by=request.user)

    def archive_row(self, request: HttpRequest, row: Any, reason: str) -> None:
        """Not oneself, nobody above oneself, not the last administrator."""
        assert isinstance(request.user, User)  # noqa: S101 - as above
        people.archive(row, by=request.user, reason=reason)

    def restore_row(self, request: HttpRequest, row: Any) -> None:
        """Nobody above oneself."""
        assert isinstance(request.user, User)  # noqa: S101 - as above
        people.restore(row, by=request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes somebody above themself."""
        return super().has_change_permission(request, obj) and (obj is None or _may_manage(request, obj))

    def has_archive_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor archives them."""
        return super().has_archive_permission(request, obj) and (obj is None or _may_manage(request, obj))

    def has_restore_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor brings them back."""
        return super().has_restore_permission(request, obj) and (obj is None or _may_manage(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are archived, never deleted by hand."""
        return False

    @display(description=_("Phone number"), ordering="phone")
    def number(self, row: User) -> str:
        """As it is read out here."""
        return phones.unbroken(str(row.phone)) if row.phone else ""

    @display(description=_("state"), label=STATE_COLOURS)
    def state(self, row: User) -> str:
        """In one word."""
        return state(row)

    @display(description=_("second factor"), boolean=True, ordering="has_factor")
    def has_factor(self, row: User) -> bool:
        """Whether signing in takes more than a password."""
        return bool(row.has_factor)  # type: ignore[attr-defined]  # annotated above


def _may_manage(request: HttpRequest, person: User) -> bool:
    return isinstance(request.user, User) and people.may_manage(request.user, person)
