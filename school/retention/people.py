"""Forgetting a person: the row stays under a pseudonym, so that what refers to it still means one and the same."""

import structlog
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Model
from pghistory.models import Context

from school import personal
from school.models import SensitiveRead
from school.retention import erase, rules
from school.retention.rules import Rule

log = structlog.get_logger(__name__)
# What a context may still say about who acted: no network address, no browser.
_PLACES = ("address", "user_agent")


def forget(pk: int, *, rule: Rule) -> bool:
    """Forgets one person for good; False when that was done before. Busy when their data are in use just now."""
    with transaction.atomic():
        erase.be_impatient()
        person = get_user_model()._base_manager.select_for_update(of=("self",)).get(pk=pk)
        if getattr(person, "purged_at", None):
            return False
        name = personal.pseudonym(person)
        # What builds upon accounts first: it still has to know whose rows to look for.
        for holding in reversed(personal.holdings()):
            holding.forget(person, name)
        _delete_what_goes_along(person)
        _forget_whereabouts(person)
        erase.bury(rule, [(person.pk, name)])
    log.info("person.forgotten", user=pk, rule=str(rule))
    return True


def sessions_of(person: Model, *words: str) -> list[str]:
    """Keys of all sessions of the person, and of those in which one of the words stands (a half-finished sign-in).

    Sessions can only be found by reading them all; so this is for the rare end of an account.
    """
    found = []
    for session in Session.objects.iterator(chunk_size=500):
        data = session.get_decoded()
        text = str(data)
        if data.get("_auth_user_id") == str(person.pk) or any(word and word in text for word in words):
            found.append(session.session_key)
    return found


def _delete_what_goes_along(person: Model) -> None:
    """Tables whose entry says `with` the person."""
    owner = apps.get_model(settings.AUTH_USER_MODEL)
    for rule in rules.every():
        if rule.owner == owner._meta.label:
            way = rules.way_to_owner(rule.model, owner)
            erase.delete(rule.model._base_manager.filter(**{way: person}))


def _forget_whereabouts(person: Model) -> None:
    """History still says that it was this person, but not from which place."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Context._meta.db_table} SET metadata = metadata - %s::text[] WHERE metadata @> %s::jsonb",  # noqa: S608 - a constant
            [list(_PLACES), f'{{"user": {int(person.pk)}}}'],
        )
    SensitiveRead.objects.filter(reader_id=person.pk).update(address=None)
