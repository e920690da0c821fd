"""System checks: the keys of stored secrets can be read, and personal data has an end (school.retention.checks)."""

from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from school import encryption
from school.retention.checks import retention_is_known as retention_is_known


@checks.register("school")
def secrets_have_keys(app_configs: object, **_: object) -> list[checks.CheckMessage]:
    """FIELD_ENCRYPTION_KEYS are keys."""
    try:
        encryption.keys()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="school.E003")]
    return []
