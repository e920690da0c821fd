"""The system check: every table has a rule, and every rule can be carried out."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Model

from school.retention import rules
from school.retention.rules import HISTORY, NOTHING_PERSONAL, NotARule, Rule


@checks.register("school")
def retention_is_known(app_configs: object, **_: object) -> list[checks.CheckMessage]:
    """Every table has an entry in retention.yaml, even if only to say that it holds nothing personal."""
    known = rules.entries()
    return [*_missing(known), *(error for label, entry in known.items() for error in _wrong(label, entry, known))]


def _missing(known: dict[str, Any]) -> list[checks.CheckMessage]:
    labels = [model._meta.label for model in apps.get_models() if _needs_an_entry(model)]
    if rules.histories():
        labels.append(HISTORY)
    hint = f"Say in {rules.RETENTION.name} how long its rows are kept, or `none` when they hold nothing personal."
    return [
        checks.Error(f"{label} has no retention.", hint=hint, id="school.E001")
        for label in labels
        if label not in known
    ]


def _needs_an_entry(model: type[Model]) -> bool:
    """History tables have one in common."""
    return model._meta.managed and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")


def _wrong(label: str, entry: object, known: dict[str, Any]) -> Iterable[checks.CheckMessage]:
    try:
        if label == HISTORY:
            found = [rule for event in rules.histories() for rule in rules.parsed(event._meta.label, entry)]
        else:
            apps.get_model(label)
            found = rules.parsed(label, entry)
        for rule in found:
            _carry_out(rule, known)
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        yield checks.Error(f"{rules.RETENTION.name}: {label}: {error}", id="school.E002")


def _carry_out(rule: Rule, known: dict[str, Any]) -> None:
    """NotARule, LookupError or FieldDoesNotExist when a run could not follow it."""
    if rule.owner:
        if known.get(rule.owner, NOTHING_PERSONAL) == NOTHING_PERSONAL:
            raise NotARule(f"{rule.owner} never goes")
        if not rules.way_to_owner(rule.model, apps.get_model(rule.owner)):
            raise NotARule(f"no row of it belongs to a row of {rule.owner}")
        return
    if not isinstance(rule.model._meta.get_field(rule.after), DateTimeField):
        raise NotARule(f"{rule.after} is not a moment")
    if rule.leaves:
        rule.model._meta.get_field("pk" if rule.leaves == "pk" else rule.leaves)
    if rule.forget:
        rule.model._meta.get_field("purged_at")
        if rule.model is not apps.get_model(settings.AUTH_USER_MODEL):
            raise NotARule("only people are forgotten")
