"""A JSON field that is encrypted at rest, for the secrets of outside services."""

import json
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models import Lookup
from django.db.models.query_utils import DeferredAttribute


class Undecryptable(Exception):  # noqa: N818 - says what the stored value is
    """None of FIELD_ENCRYPTION_KEYS opens a stored value."""

    def __init__(self) -> None:
        super().__init__(
            "No key of FIELD_ENCRYPTION_KEYS opens this value: add the key it was written with to the end."
        )


class Secret(dict[str, Any]):
    """A decrypted value: an ordinary dict that hides its contents from logs, tracebacks and templates."""

    def __repr__(self) -> str:
        return "<encrypted>"

    __str__ = __repr__


def encrypt(value: dict[str, Any]) -> str:
    """The value as a Fernet token, written with the first key."""
    if not isinstance(value, dict):
        raise TypeError("only a dict can be encrypted here")
    return keys().encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()


def decrypt(token: str) -> Secret:
    """The value of a token that any of the keys opens; raises Undecryptable."""
    try:
        return Secret(json.loads(keys().decrypt(token.encode())))
    except InvalidToken:
        raise Undecryptable from None


def keys() -> MultiFernet:
    """FIELD_ENCRYPTION_KEYS: the first one writes, each of them reads. ImproperlyConfigured when one is no key."""
    try:
        return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
    except ValueError:
        # The message of cryptography is kept, the key itself must not be.
        raise ImproperlyConfigured(
            "FIELD_ENCRYPTION_KEYS must hold one or more Fernet keys: 32 bytes in url-safe base64, comma-separated"
        ) from None


class _Hidden(DeferredAttribute):
    """Whatever is assigned hides its contents from that moment on, not only once it was saved."""

    def __set__(self, instance: models.Model, value: dict[str, Any] | None) -> None:
        instance.__dict__[self.field.attname] = Secret(value) if isinstance(value, dict) else value


if TYPE_CHECKING:
    _TextField = models.TextField[dict[str, Any] | None, Secret]
else:
    _TextField = models.TextField


class EncryptedJSONField(_TextField):
    """A dict, stored as a Fernet token; equal values differ in the table, so it can only be asked for being null."""

    descriptor_class = _Hidden

    def from_db_value(self, value: str | None, *_: object) -> Secret | None:
        """Decrypts on load; raises Undecryptable, so lists of such rows defer this field."""
        return None if value is None else decrypt(value)

    def to_python(self, value: object) -> object:
        """Accepts what dumpdata wrote beside a dict."""
        return decrypt(value) if isinstance(value, str) else value

    def get_prep_value(self, value: dict[str, Any] | None) -> str | None:
        """Encrypts on save."""
        return None if value is None else encrypt(value)

    def value_to_string(self, obj: models.Model) -> str:
        """What dumpdata writes: still encrypted."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def get_lookup(self, lookup_name: str) -> type[Lookup] | None:
        """Any comparison with a value would always be false; pgtrigger's two compare the stored tokens of one row."""
        return super().get_lookup(lookup_name) if lookup_name in {"isnull", "df", "ndf"} else None


def rotate() -> int:
    """Writes every stored secret anew with the first key, and returns in how many rows; after an error in none."""
    with transaction.atomic():
        return sum(_rotate(model) for model in apps.get_models())


def _rotate(model: type[models.Model]) -> int:
    fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, EncryptedJSONField)]
    rows = model._base_manager.select_for_update() if fields else model._base_manager.none()
    for row in rows:
        model._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in fields})
    return len(rows)
