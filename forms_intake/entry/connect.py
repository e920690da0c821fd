"""What the ways in tell the rest of the site when it is ready."""

from collections.abc import Iterator
from typing import Any

from django.db.models.signals import post_save
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import hub
from accounts.models import User
from forms_intake.models import Submission
from school import live

TOPIC = "my_slips"


def connect() -> None:
    """A live list for each family, and its line on the account's own page. To be called once."""
    live.topic(TOPIC, rule=lambda reader: bool(reader.is_authenticated), is_personal=True)
    post_save.connect(_tell, sender=Submission, dispatch_uid="forms_intake.my_slips")
    hub.register("slips", _lines, is_first=True)


def _tell(instance: Submission, **_signal: Any) -> None:
    if instance.account_id:
        live.changed(f"{TOPIC}:{instance.account_id}")


def _lines(person: User) -> Iterator[hub.Row]:
    # The office's own are those that it entered for callers: they stand in the admin.
    if not person.is_staff:
        yield hub.Row(
            _("My slips"), _("What you have sent, and what became of it"), reverse("forms_intake:mine"), "slip"
        )
