"""The one place where allauth's e-mail addresses and the user's own fields are kept equal."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import post_delete, post_save

from accounts.models import User
from school import clock
from school.live.saves import tell


def connect() -> None:
    """Called once at start."""
    post_save.connect(_address_saved, sender=EmailAddress, dispatch_uid="accounts.address_saved")
    post_delete.connect(_address_deleted, sender=EmailAddress, dispatch_uid="accounts.address_deleted")
    post_save.connect(_user_saved, sender=User, dispatch_uid="accounts.user_saved")


def _address_saved(instance: EmailAddress, **_signal: Any) -> None:
    if instance.primary:
        _mark(instance.user, email=instance.email, verified=instance.verified)


def _address_deleted(instance: EmailAddress, **_signal: Any) -> None:
    user = User.objects.filter(pk=instance.user_id, email=instance.email).first()
    if user:
        _mark(user, email=instance.email, verified=False)


def _user_saved(instance: User, *, raw: bool = False, update_fields: Any = None, **_signal: Any) -> None:
    """An address typed in the admin or by an import is a new one: unproven until its code has been entered."""
    if raw or not instance.email or (update_fields is not None and "email" not in update_fields):
        return
    addresses = list(EmailAddress.objects.filter(user_id=instance.pk))
    if not addresses or any(address.primary and address.email == instance.email for address in addresses):
        return
    EmailAddress.objects.filter(user_id=instance.pk).exclude(email=instance.email).delete()
    known = EmailAddress.objects.filter(user_id=instance.pk).first()
    address = known or EmailAddress(user=instance, email=instance.email)
    address.primary = True
    address.save()


def _mark(user: User, *, email: str, verified: bool) -> None:
    since = user.email_verified_at if user.email == email else None
    wanted = (since or clock.now()) if verified else None
    if user.email != email or user.email_verified_at != wanted:
        # Not save(): the caller may hold, and save later, a user with other changes.
        User.objects.filter(pk=user.pk).update(email=email, email_verified_at=wanted)
        tell(User, user.pk)
    user.email, user.email_verified_at = email, wanted
