"""People: users with one role each, and their profiles."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower, Substr
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts import access, second_factor
from accounts.enums import InvitationKind, InvitationState, Language, MailTiming, Notice, Role, Theme
from accounts.events import AccountEvent as AccountEvent
from accounts.events import History as History
from accounts.groups import RoleGroup as RoleGroup
from accounts.guard import LAST_ADMINISTRATOR_STAYS
from school import clock
from school.archive import Archivable, ArchivableQuerySet
from school.folding import Folded

OFFICE = frozenset({Role.ADMIN, Role.STAFF})


def normalised_email(email: str) -> str:
    """The one spelling that is stored and compared: NFKC, trimmed, lower case."""
    return unicodedata.normalize("NFKC", email).strip().lower()


class UserQuerySet(ArchivableQuerySet["User"]):
    """The words in which people are asked for."""

    def teachers(self) -> Self:
        """Teachers who teach now."""
        return self.active().filter(role=Role.TEACHER, is_active=True)

    def office(self) -> Self:
        """People who may sign in to the admin site."""
        return self.active().filter(role__in=OFFICE, is_active=True)

    def expired_guests(self) -> Self:
        """Guests whose time is over."""
        return self.filter(is_guest=True, expires_at__lte=clock.now())


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a base class made at run time
    """Creates users with a normalised e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with an account; the e-mail address is stored in lower case."""
        user = User(email=normalised_email(email), **fields)
        if user.role in OFFICE:
            user.office_since = clock.now()
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_guest(self, name: str, *, expires_at: datetime) -> "User":
        """Somebody who came by an invite link: no password, no e-mail, and an end."""
        guest = User(name=name, is_guest=True, expires_at=expires_at)
        guest.set_unusable_password()
        guest.save(using=self._db)
        return guest

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Django's `createsuperuser`: an administrator."""
        return self.create_user(email, password, **fields | {"role": Role.ADMIN})

    def get_by_natural_key(self, username: str | None) -> "User":
        """E-mail addresses are compared without case."""
        user: User = self.get(email__iexact=username)
        return user


@pghistory.track(exclude=["password", "last_login", "search_text"])
class User(AbstractBaseUser, Archivable):
    """A person who signs in, or a guest of a room (no password, expires). [users]"""

    name = models.CharField(_("name"), max_length=80)
    image = models.FileField(_("picture"), upload_to="people/", blank=True)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    email_verified_at = models.DateTimeField(_("e-mail verified at"), null=True, blank=True)
    phone = PhoneNumberField(_("phone number"), blank=True)
    phone_verified_at = models.DateTimeField(_("phone verified at"), null=True, blank=True)
    # Only a code that the person has entered opens what names the number; the office's word does not.
    phone_code_entered_at = models.DateTimeField(_("phone code entered at"), null=True, blank=True, editable=False)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.STUDENT)
    # As on the student's receipts; slips name it.
    student_code = models.CharField(_("student code"), max_length=20, blank=True, default="", db_default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_guest = models.BooleanField(_("guest"), default=False)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    # Since when a second factor is asked for; its grace period counts from here.
    office_since = models.DateTimeField(_("in the office since"), null=True, blank=True, editable=False)
    deletion_requested_at = models.DateTimeField(_("deletion asked for at"), null=True, blank=True, editable=False)
    # The row outlives the person's data, so that what refers to it keeps a pseudonym.
    purged_at = models.DateTimeField(_("purged at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    # Computed by the database, so that nothing that writes names can forget it.
    search_text = models.GeneratedField(
        expression=Folded(
            Concat(
                "name",
                Value(" "),
                "email",
                Value(" "),
                "phone",
                Value(" 0"),
                Substr("phone", 4),
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name, verbose_name_plural = _("user"), _("users")
        constraints = [
            *Archivable.Meta.constraints,
            models.UniqueConstraint(Lower("email"), name="user_email_unique_without_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(is_guest=True, email=None, expires_at__isnull=False, purged_at=None)
                | Q(is_guest=False, email__isnull=False, expires_at=None, purged_at=None)
                | Q(purged_at__isnull=False, email=None, phone="", image="", is_active=False),
                name="user_is_guest_or_has_email",
            ),
            models.CheckConstraint(condition=Q(is_guest=False) | Q(role=Role.STUDENT), name="user_guest_has_no_rank"),
            models.UniqueConstraint(
                fields=["student_code"], condition=~Q(student_code=""), name="user_student_code_unique"
            ),
            models.CheckConstraint(
                condition=Q(student_code="") | Q(student_code__regex=r"^[A-Z0-9-]{3,20}$", role=Role.STUDENT),
                name="user_student_code_form",
            ),
            models.UniqueConstraint(
                fields=["phone"], condition=Q(phone_verified_at__isnull=False), name="user_verified_phone_unique"
            ),
        ]
        indexes = [models.Index(fields=["role", "name"], name="user_role_name")]
        triggers = [LAST_ADMINISTRATOR_STAYS]

    def __str__(self) -> str:
        return self.name or self.email or str(self.pk)

    def get_full_name(self) -> str:
        """What the admin site asks for; without a name it shows the address."""
        return self.name

    @property
    def may_enter(self) -> bool:
        """Neither switched off, archived nor a guest whose time is over: whoever has left has no rights at all."""
        return self.is_active and not self.is_archived and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Whether this is a guest whose time is over."""
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def is_staff(self) -> bool:
        """May open the admin site."""
        return self.may_enter and self.role in OFFICE

    @property
    def is_superuser(self) -> bool:
        """Holds every permission."""
        return self.may_enter and self.role == Role.ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's question, answered by accounts.access."""
        return self.may_enter and access.allows(access.role_of(self), perm) and not second_factor.overdue(self)

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        """Whether all are held."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin site shows the app at all."""
        return self.may_enter and access.allows_app(access.role_of(self), app_label) and not second_factor.overdue(self)


def all_notices() -> list[str]:
    """Nobody misses something because they never opened their profile."""
    return list(Notice.values)


def _mail_timing(label: Any, usual: MailTiming) -> Any:
    """Known to the database as well: the former release goes on writing profiles while this one migrates."""
    return models.CharField(label, max_length=7, choices=MailTiming.choices, default=usual, db_default=usual.value)


@pghistory.track()
class Profile(models.Model):
    """What a person chose about the site and tells about themself."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile", verbose_name=_("user"))
    bio = models.TextField(_("about"), max_length=1000, blank=True)
    website = models.URLField(_("website"), blank=True)
    location = models.CharField(_("place"), max_length=120, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Ho_Chi_Minh")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.VIETNAMESE)
    theme = models.CharField(_("theme"), max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    notifications_on = models.BooleanField(_("notifications"), default=True)
    # What the person wants to hear of while notifications are on.
    notices = ArrayField(
        models.CharField(max_length=20, choices=Notice.choices),
        verbose_name=_("notices"),
        default=all_notices,
        blank=True,
    )
    # When each of them comes by e-mail too; alerts of deliveries have letters of their own.
    mail_assigned = _mail_timing(_("e-mail about slips assigned to me"), MailTiming.DIGEST)
    mail_answered = _mail_timing(_("e-mail about answers of parents"), MailTiming.AT_ONCE)
    mail_promise = _mail_timing(_("e-mail about promised answers"), MailTiming.AT_ONCE)

    # Single letters that act in the inbox; WCAG 2.2, 2.1.4.
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True, db_default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("profile"), _("profiles")
        constraints = [
            models.CheckConstraint(condition=Q(language__in=Language.values), name="profile_language_known"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="profile_theme_known"),
            models.CheckConstraint(condition=Q(notices__contained_by=Notice.values), name="profile_notices_known"),
            models.CheckConstraint(
                condition=Q(mail_assigned__in=MailTiming.values)
                & Q(mail_answered__in=MailTiming.values)
                & Q(mail_promise__in=MailTiming.values),
                name="profile_mail_timings_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """The words in which invitations are asked for."""

    def open(self) -> Self:
        """Those that can still be accepted."""
        usable = Q(most_uses=None) | Q(uses__lt=models.F("most_uses"))
        return self.filter(usable, revoked_at=None, expires_at__gt=clock.now())

    def waiting_for_mail(self) -> Self:
        """Those whose e-mail is due: never sent, or refused by the mail server some minutes ago."""
        return self.open().filter(mail_due_at__lte=clock.now())


# The link is a credential: not even its digest belongs into history. Nor do tries to send an e-mail.
@pghistory.track(exclude=["token_digest", "mail_due_at"])
class Invitation(models.Model):
    """A link that lets somebody in: a guest for a while, or a new colleague with a role."""

    kind = models.CharField(_("kind"), max_length=8, choices=InvitationKind.choices)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.STUDENT)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.VIETNAMESE)
    # A path of this site; for guests of a room, the room.
    leads_to = models.CharField(_("leads to"), max_length=200, blank=True)
    most_uses = models.PositiveIntegerField(_("may be used"), null=True, blank=True)
    uses = models.PositiveIntegerField(_("used"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    # The queue of e-mails is this column: empty when there is nothing to send.
    mail_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField(_("e-mail sent at"), null=True, blank=True, editable=False)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="invitation_language_known"),
            models.CheckConstraint(
                condition=Q(kind=InvitationKind.GUEST, email="", role=Role.STUDENT)
                | (Q(kind=InvitationKind.ACCOUNT, most_uses=1) & ~Q(email="")),
                name="invitation_account_has_email",
            ),
            models.CheckConstraint(
                condition=Q(most_uses=None) | Q(uses__lte=models.F("most_uses")), name="invitation_not_overused"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="invitation_expires"),
            models.Index(fields=["mail_due_at"], name="invitation_mail_due", condition=Q(mail_due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.email or self.name or str(self.pk)

    @property
    def state(self) -> InvitationState:
        """Whether it lets somebody in, and if not, why; the same as `open()` asks of the database."""
        if self.kind == InvitationKind.ACCOUNT and self.uses:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.most_uses is not None and self.uses >= self.most_uses:
            return InvitationState.USED_UP
        return InvitationState.WAITING if self.expires_at > clock.now() else InvitationState.EXPIRED
