"""A letter to whoever was linked with an account in Lark: if it was not they, somebody acts in their name there."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import profiles
from accounts.models import User
from accounts.signing import mail
from forms_intake.models import LarkApp
from school import aftercommit


def tell_linked(person: User, app: LarkApp) -> None:
    """After commit, beside the request: Lark waits for its answer, and the mail server may be slow."""
    transaction.on_commit(lambda: aftercommit.at_leisure("identity_mail", _send, person.pk, app.name), robust=True)


def _send(pk: int, app: str) -> None:
    person = User.objects.get(pk=pk)
    mail.send(
        mail.letter(
            "forms_intake/email/linked",
            to=str(person.email),
            language=profiles.of(person).language,
            app=app,
            address=f"{settings.SITE_URL}{reverse('lark:link')}",
        )
    )
