"""Forgetting a person: the row stays under a pseudonym, so that what refers to it still means one and the same."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Model
from pghistory.models import Context

from school import personal
from school.models import SensitiveRead
from school.retention import erase, rules
from school.retention.plan import Step
from school.retention.rules import Rule

log = structlog.get_logger(__name__)
_CONTEXTS = Context._meta.db_table
# What a context may still say about who acted: no network address, no browser.
_PLACES = ("address", "user_agent")


def forget(pk: int, *, rule: Rule, sessions: Collection[str] | None = None) -> bool:
    """Forgets one person for good; False when that was done before, or the rule no longer holds. Busy: in use now.

    `sessions` are the person's, where somebody has looked for those of many (`sessions_of`).
    """
    with transaction.atomic():
        erase.be_impatient()
        # Asked anew: the person may have been restored since, or have kept the account.
        due = Step(rule).rows().select_for_update(of=("self",), no_key=True)
        if (person := due.filter(pk=pk).first()) is None:
            return False
        name = personal.pseudonym(person)
        keys = sessions_of([person])[pk] if sessions is None else sessions
        # Row by row in signals: that is what closes open sockets.
        Session.objects.filter(session_key__in=keys).delete()
        # What builds upon accounts first: it still has to know whose rows to look for.
        for holding in reversed(personal.holdings()):
            holding.forget(person, name)
        _delete_what_goes_along(person)
        _forget_whereabouts(person)
        erase.bury(rule, [(person.pk, name)])
    log.info("person.forgotten", user=pk, rule=str(rule))
    return True


def sessions_of(people: Iterable[Any]) -> dict[Any, list[str]]:
    """Keys of all sessions of each person, and of those that name them (a half-finished sign-in), by person.

    Such sessions can only be found by reading them all; so this is for the end of accounts, and for many at once.
    """
    return sessions_naming({person.pk: personal.traces(person) for person in people})


def sessions_naming(words: Mapping[Any, Collection[str]]) -> dict[Any, list[str]]:
    """The same for words that are known already."""
    found: dict[Any, list[str]] = {pk: [] for pk in words}
    for session in Session.objects.iterator(chunk_size=500):
        data = session.get_decoded()
        owner, text = data.get("_auth_user_id"), str(data)
        for pk, traces in words.items():
            if owner == str(pk) or any(trace in text for trace in traces):
                found[pk].append(session.session_key)
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
            # In the words of the index history_context_user: this is the largest table.
            f"UPDATE {_CONTEXTS} SET metadata = metadata - %s::text[] WHERE metadata -> 'user' = %s::jsonb",  # noqa: S608 - a constant
            [list(_PLACES), str(int(person.pk))],
        )
    SensitiveRead.objects.filter(reader_id=person.pk).update(address=None)
