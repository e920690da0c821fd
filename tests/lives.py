"""One person who has used everything, for the tests of forgetting."""

import json
import uuid
from typing import Any

import pghistory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import models
from django.utils.text import slugify

from accounts.enums import AccountEventKind, InvitationKind, Role
from accounts.models import AccountEvent, Invitation, Profile, User
from forms_intake import submissions
from forms_intake.enums import Outcome, Source, WorkStatus
from forms_intake.models import Delivery, DeliveryAttempt, Destination, Submission
from rooms.enums import SignalKind
from rooms.models import Room, RoomInvite, RoomKnock, RoomMember, RoomPeer, SignalingMessage
from school import archive, clock
from school.folding import fold
from school.models import SensitiveRead
from tests import factories


def live(name: str, phone: str, email: str, *, office: User) -> User:
    """The person's account after some years; every text that can hold the name, the number or the address does."""
    person = factories.user(Role.TEACHER, name="Tên cũ", email=f"old-{email}", phone=phone)
    with pghistory.context(user=person.pk, address="203.0.113.77", user_agent=f"Browser of {name}"):
        _account(person, name, phone, email)
        _doors(person, name, email)
        _slips(person, name, phone, email, office)
        _rooms(person, name, phone)
        _traces(person, name, phone, email, office)
    return person


def _account(person: User, name: str, phone: str, email: str) -> None:
    person.name, person.email = name, email
    person.email_verified_at = person.phone_verified_at = person.phone_code_entered_at = clock.now()
    person.image.save(f"{uuid.uuid4()}.jpg", ContentFile(b"picture"), save=False)
    person.save()
    # The address was typed; now its code was entered.
    EmailAddress.objects.filter(user=person).update(email=email, verified=True)
    User.objects.filter(pk=person.pk).update(email_verified_at=clock.now())
    profile, _ = Profile.objects.get_or_create(user=person)
    profile.bio, profile.website, profile.location = (
        f"I am {name}",
        f"https://{email.split('@')[1]}/",
        f"Home of {name}",
    )
    profile.save()
    Profile.objects.filter(user=person).update(bio=f"{name}, {phone}, {email}")


def _doors(person: User, name: str, email: str) -> None:
    mine: dict[str, Any] = {"user": person}
    account = SocialAccount.objects.create(provider="google", uid=email, extra_data={"name": name}, **mine)
    SocialToken.objects.create(account=account, token=f"token of {email}")
    Authenticator.objects.create(type="webauthn", data={"name": name}, **mine)
    for user_id in (str(person.pk), None):
        session = SessionStore()
        session["account_login_code"] = {"email": email}
        if user_id:
            session["_auth_user_id"] = user_id
        session.save()
    UserSession.objects.create(session_key=session.session_key, ip="203.0.113.77", user_agent=name, **mine)
    _invitation(kind=InvitationKind.ACCOUNT, email=email.upper(), name=name, most_uses=1)
    _invitation(kind=InvitationKind.GUEST, name=name, accepted_by=person)
    _invitation(kind=InvitationKind.ACCOUNT, email=f"old-{email}", name=name, most_uses=1)
    _invitation(kind=InvitationKind.GUEST, name=f"Lớp của {name}", created_by=person)


def _invitation(**fields: Any) -> None:
    Invitation.objects.create(token_digest=uuid.uuid4().hex, expires_at=clock.now(), **fields)


def _slips(person: User, name: str, phone: str, email: str, office: User) -> None:
    Destination.objects.get_or_create(name="Nhóm giáo vụ")
    answers = factories.PAYLOAD | {"student_name": name, "contact_phone": phone, "reason_other": name, "typed": [email]}
    texts = {"student_name": name, "contact_name": name, "payload": answers, "sensitive": {"health_note": name}}
    sent_by_account = submissions.submit(factories.draft(**texts), by=person, source=Source.WEB)
    by_phone = factories.submission(**texts, contact_phone=phone, student_code="HV-1")
    by_email = factories.submission(**texts, contact_email=email.upper())
    by_phone.work_status, by_phone.status_reason = WorkStatus.DECLINED, f"{name} was told"
    by_phone.save()
    archive.archive(by_email, by=office, reason=f"{name} asked for it")
    Submission.objects.filter(pk=sent_by_account.pk).update(contact_name=f"Con của {name}")
    for delivery in Delivery.objects.filter(submission__in=[sent_by_account, by_phone, by_email]):
        now = clock.now()
        DeliveryAttempt.objects.create(
            delivery=delivery,
            lease_token=uuid.uuid4(),
            started_at=now,
            finished_at=now,
            outcome=Outcome.CONTENT,
            message=f"bad: {name}",
        )


def _rooms(person: User, name: str, phone: str) -> None:
    room = Room.objects.create(slug=f"phong-{person.pk}-{phone.lstrip('+')}", title=f"Phòng {name}", host=person)
    stay = RoomPeer.objects.create(room=room, user=person, display_name=name)
    RoomPeer.objects.filter(pk=stay.pk).update(display_name=f"Cô {name}")
    RoomKnock.objects.create(room=room, user=person, display_name=f"{name} {phone}")
    # A room of somebody else that is called after the person, and a link into it.
    theirs = factories.room(title=f"Piano · {name}", slug=f"piano-{slugify(fold(name))}-{person.pk}")
    RoomMember.objects.create(room=theirs, user=person)
    way = {"leads_to": f"/r/{theirs.slug}/", "token_digest": uuid.uuid4().hex, "expires_at": clock.now()}
    link = Invitation.objects.create(kind=InvitationKind.GUEST, name=f"Piano {name}", **way)
    RoomInvite.objects.create(room=theirs, invitation=link, token={"token": "x"})
    payload = {"candidate": name}
    SignalingMessage.objects.create(
        room=room, sender=stay, recipient=stay, kind=SignalKind.ICE, payload=payload, expires_at=clock.now()
    )


def _traces(person: User, name: str, phone: str, email: str, office: User) -> None:
    SensitiveRead.objects.create(reader=person, label="x", object_pk="1", field="y", address="203.0.113.77")
    place = {"address": "203.0.113.77", "user_agent": name}
    AccountEvent.objects.create(kind=AccountEventKind.SIGNED_IN, person=person, by=person, **place)
    AccountEvent.objects.create(kind=AccountEventKind.IMPERSONATED, person=office, by=person, **place)
    for row in _rows_with_admin_entries(person):
        LogEntry.objects.create(
            user=office,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=f"{name} {phone} {email}",
            action_flag=CHANGE,
            change_message=json.dumps([{"added": {"name": "profile", "object": name}}], ensure_ascii=False),
        )


def _rows_with_admin_entries(person: User) -> list[models.Model]:
    stay = RoomPeer.objects.get(user=person)
    return [person, Profile.objects.get(user=person), EmailAddress.objects.get(user=person), stay, stay.room]
