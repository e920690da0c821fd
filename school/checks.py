"""System checks: personal data has an end, and the keys of stored secrets can be read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Model

from school import encryption

RETENTION = Path(__file__).with_name("retention.yaml")


@checks.register("school")
def retention_is_known(app_configs: object, **_: object) -> list[checks.CheckMessage]:
    """Every table has an entry in retention.yaml, even if only to say that it holds nothing personal."""
    rules: dict[str, Any] = yaml.safe_load(RETENTION.read_text("utf-8"))
    return [*_missing(rules), *(error for label in rules for error in _wrong(label, rules))]


@checks.register("school")
def secrets_have_keys(app_configs: object, **_: object) -> list[checks.CheckMessage]:
    """FIELD_ENCRYPTION_KEYS are keys."""
    try:
        encryption.keys()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="school.E003")]
    return []


def _missing(rules: dict[str, Any]) -> list[checks.CheckMessage]:
    unruled = [model for model in apps.get_models() if _is_our_table(model) and model._meta.label not in rules]
    hint = f"Say in {RETENTION.name} how long its rows are kept, or `none` when they hold nothing personal."
    return [checks.Error(f"{model._meta.label} has no retention.", hint=hint, id="school.E001") for model in unruled]


def _is_our_table(model: type[Model]) -> bool:
    """History tables are purged with what they are the history of."""
    return model._meta.managed and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")


def _wrong(label: str, rules: dict[str, Any]) -> Iterable[checks.CheckMessage]:
    try:
        model = apps.get_model(label)
        match rules[label]:
            case "none":
                return
            case {"with": str(owner)} if owner in rules and rules[owner] != "none":
                return
            case {"days": int(days), "after": str(field)} if days >= 0:
                model._meta.get_field(field)
                return
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        yield checks.Error(f"{RETENTION.name}: {label}: {error}", id="school.E002")
    else:
        yield checks.Error(f"{RETENTION.name}: {label}: not a rule that its head describes", id="school.E002")
