"""A person asks for the deletion of their data: the account closes at once, the data go some weeks later."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import structlog
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import people, sessions
from accounts.models import Profile, User
from accounts.signing import mail
from school import clock
from school import personal as registry
from school.context import phone_in_words
from school.retention import rules

log = structlog.get_logger(__name__)
_PICTURE_CHUNK = 64 * 1024


def archive_of(person: User) -> bytes:
    """A ZIP with everything that is held of the person, without secrets: data.json and their picture."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        with file.open("data.json", "w") as text:
            encoder = DjangoJSONEncoder(ensure_ascii=False, indent=2)
            for piece in encoder.iterencode(registry.export(person)):
                text.write(piece.encode())
        if person.image and person.image.storage.exists(str(person.image.name)):
            with person.image.open() as picture, file.open(f"picture.{_ending(person)}", "w") as copy:
                for chunk in picture.chunks(_PICTURE_CHUNK):
                    copy.write(chunk)
    log.info("data.downloaded", user=person.pk)
    return packed.getvalue()


def days_until_gone() -> int:
    """How long a request can be taken back, by retention.yaml."""
    return next(rule.days for rule in rules.of("accounts.User") if rule.after == "deletion_requested_at")


def gone_on(person: User) -> date | None:
    """The day on which the person's data go; None when nobody asked for it."""
    asked = person.deletion_requested_at
    return timezone.localdate(asked + timedelta(days=days_until_gone())) if asked else None


def request(person: User) -> date:
    """Closes the account and asks for deletion; says when the data go. people.Refused for the last administrator."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Asked for deletion of their data")
    with transaction.atomic():
        people.leave(person, reason=reason)
        SocialAccount.objects.filter(user_id=person.pk).delete()
        Authenticator.objects.filter(user_id=person.pk).delete()
        sessions.end_all(person)
        day = gone_on(person) or clock.today()
        transaction.on_commit(lambda: _tell(person, day))
    log.info("deletion.requested", user=person.pk)
    return day


def _tell(person: User, day: date) -> None:
    """In the person's language. What has happened stays if it cannot be sent: the page has said the same."""
    if not person.email:
        return
    language = Profile.objects.filter(user_id=person.pk).values_list("language", flat=True).first()
    letter = mail.letter(
        "accounts/email/deletion",
        to=person.email,
        language=language or settings.LANGUAGE_CODE,
        name=person.name,
        day=day,
        school=settings.SCHOOL_NAME,
        phone=phone_in_words(settings.SCHOOL_PHONE),
    )
    try:
        mail.send(letter)
    except mail.NotSent:
        log.warning("deletion.not_told", user=person.pk)


def _ending(person: User) -> str:
    return str(person.image.name).rpartition(".")[2]
