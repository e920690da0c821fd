"""Who somebody in Lark is here: linked once by a code that the website shows and the person sends to the robot."""

import hashlib
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import hub
from accounts.models import User
from forms_intake import access, identity_mail
from forms_intake.lark import robot
from forms_intake.models import LarkApp, LarkIdentity, LarkLinkCode
from school import clock, live, origin
from school.archive import Refused as _Refused
from school.encryption import Undecryptable

log = structlog.get_logger(__name__)

TOPIC = "lark_identity"
# Nothing that looks like something else in handwriting or on a screen.
_LETTERS, _LENGTH = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 8
LIFETIME = timedelta(minutes=15)
# Guesses of one person in Lark within LIFETIME.
_GUESSES = 5
# Each answer is a call of the month's quota: whoever guesses on reads the same sentence once, and all of them a few.
_ANSWER_ONCE_IN, _ANSWERS_A_DAY = timedelta(hours=1), 20
_CODE = re.compile(rf"\s*([{_LETTERS}]{{4}})[\s-]?([{_LETTERS}]{{4}})\s*", re.IGNORECASE)


class Refused(_Refused):
    """Not possible now; the text says what to do."""


def page() -> str:
    """Where somebody links themself."""
    return f"{settings.SITE_URL}{reverse('lark:link')}"


def new_code(person: User) -> str:
    """A code, shown this once, that ends whichever the person had before. Refused for whoever deals with no slips."""
    if not access.may_work(person):
        raise Refused(_("Your account may not deal with slips. Ask an administrator."))
    code = "".join(secrets.choice(_LETTERS) for _letter in range(_LENGTH))
    LarkLinkCode.objects.update_or_create(
        user=person, defaults={"digest": _digest(code), "expires_at": clock.now() + LIFETIME}
    )
    log.info("lark.code_made", user=person.pk)
    return code


def code_in(text: str) -> str:
    """The code, if the words are nothing else; written in one piece or in two."""
    found = _CODE.fullmatch(text[:40])
    return "".join(found.groups()).upper() if found else ""


def link(app: LarkApp, *, open_id: str, code: str) -> str:
    """Makes whoever sent the code that person; what came of it, in a word. The robot tells them in a sentence."""
    if not _may_guess(app, open_id):
        return "too_many"
    outcome = _linked(app, open_id, code)
    if outcome == "linked" or _may_answer(app, open_id):
        robot.tell(app, open_id=open_id, outcome=outcome)
    return outcome


def apps_of(person: User) -> list[tuple[LarkApp, LarkIdentity | None]]:
    """The apps that can take a code, with the person's link; and those that they are linked to already."""
    linked = {row.app_id: row for row in LarkIdentity.objects.filter(user=person)}
    return [(app, linked.get(app.pk)) for app in LarkApp.objects.all() if app.pk in linked or _can_listen(app)]


def unlink(identity: LarkIdentity, *, by: User) -> None:
    """Ends it: buttons in Lark do nothing for that person any more. One's own, or anybody's for an administrator."""
    if identity.user_id != by.pk and not by.has_perm("forms_intake.unlink_larkidentity"):
        raise Refused(_("Only the person or an administrator can undo this link."))
    identity.delete()
    _announce(identity.user_id)
    log.info("lark.unlinked", user=identity.user_id, app=identity.app_id, by=by.pk)


def person_of(app: LarkApp, open_id: str) -> User | None:
    """Whoever is linked and may still enter; what they may do is asked apart, at every press."""
    row = LarkIdentity.objects.filter(app=app, open_id=open_id).select_related("user").first()
    return row.user if row and row.user.may_enter else None


def connect() -> None:
    """Gives whoever deals with slips a line on their account page, live. Called when the app is ready."""
    hub.register("lark", _lines)
    live.topic(TOPIC, rule=lambda reader: reader.is_authenticated and access.may_work(reader), is_personal=True)


def _lines(person: User) -> Iterator[hub.Row]:
    """Nothing while the school has no app in Lark."""
    if not access.may_work(person) or not (rows := apps_of(person)):
        return
    linked = sum(1 for _app, identity in rows if identity)
    state = _("Linked") if linked else _("Not linked: buttons in Lark do nothing for you")
    if 0 < linked < len(rows):
        state = _("Linked to %(count)s of %(all)s apps") % {"count": linked, "all": len(rows)}
    yield hub.Row(_("Lark"), state, reverse("lark:link"), "link", needs_care=linked < len(rows))


def _can_listen(app: LarkApp) -> bool:
    """Whether words to its robot reach us: Lark's calls are proven by one of these two."""
    try:
        return bool(app.config.get("verification_token") or app.config.get("encrypt_key"))
    except Undecryptable:
        return False


def _linked(app: LarkApp, open_id: str, code: str) -> str:
    with transaction.atomic():
        codes = LarkLinkCode.objects.select_for_update(of=("self",)).select_related("user")
        row = codes.filter(digest=_digest(code), expires_at__gt=clock.now()).first()
        if row is None or not row.user.may_enter or not access.may_work(row.user):
            return "unknown_code"
        return _stored(app, open_id, row)


def _stored(app: LarkApp, open_id: str, row: LarkLinkCode) -> str:
    known = LarkIdentity.objects.filter(app=app, open_id=open_id).first()
    if known and known.user_id != row.user_id:
        return "somebody_else"
    try:
        with transaction.atomic(), origin.person(row.user):
            # A person who has a new account in Lark sends a code from there: the old one no longer counts.
            LarkIdentity.objects.update_or_create(
                app=app, user=row.user, defaults={"open_id": open_id, "linked_at": clock.now()}
            )
    except IntegrityError:
        return "somebody_else"
    row.delete()
    _announce(row.user_id)
    identity_mail.tell_linked(row.user, app)
    log.info("lark.linked", user=row.user_id, app=app.pk)
    return "linked"


def _may_guess(app: LarkApp, open_id: str) -> bool:
    return _is_free(f"lark-link:{_short(app, open_id)}", _GUESSES, LIFETIME)


def _may_answer(app: LarkApp, open_id: str) -> bool:
    """Whether a code that does not link is answered: it may be anybody's guess, and costs the school a call."""
    return _is_free(f"lark-answer:{_short(app, open_id)}", 1, _ANSWER_ONCE_IN) and _is_free(
        f"lark-answers:{app.pk}", _ANSWERS_A_DAY, timedelta(days=1)
    )


def _is_free(name: str, places: int, lasting: timedelta) -> bool:
    """Takes one of the places. Each is a row of its own: of many at once, exactly as many come in as there are."""
    seconds = int(lasting.total_seconds())
    return any(cache.add(f"{name}:{number}", True, timeout=seconds) for number in range(places))


def _short(app: LarkApp, open_id: str) -> str:
    return hashlib.sha256(f"{app.pk}:{open_id}".encode()).hexdigest()


def _digest(code: str) -> str:
    return salted_hmac("forms_intake.identities", code, algorithm="sha256").hexdigest()


def _announce(user_id: int) -> None:
    live.changed(f"{TOPIC}:{user_id}")
