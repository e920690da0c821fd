"""Secrets at rest."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import isolate_apps
from pytest_django.fixtures import Settings

from school import encryption
from school.encryption import EncryptedJSONField, Secret, Undecryptable, decrypt, encrypt

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
VALUE = {"webhook": "https://open.example/hook/geheim", "secret": "đàn"}

with isolate_apps("school"):

    class Safe(models.Model):  # noqa: DJ008 - nobody reads it
        """A row with a secret."""

        config = EncryptedJSONField()
        objects: ClassVar[models.Manager["Safe"]] = models.Manager()

        class Meta:
            app_label = "school"


@pytest.fixture(autouse=True)
def _old_key(settings: Settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [OLD]


@pytest.fixture
def table(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Safe)
    monkeypatch.setattr(apps, "get_models", lambda: [Safe])
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Safe)


def stored() -> str:
    """The column as it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT config FROM school_safe")
        return str(cursor.fetchone()[0])


def test_what_was_encrypted_is_decrypted() -> None:
    assert decrypt(encrypt(VALUE)) == VALUE


def test_equal_values_are_not_seen_to_be_equal() -> None:
    assert encrypt(VALUE) != encrypt(VALUE)


def test_any_key_reads_and_the_first_writes(settings: Settings) -> None:
    token = encrypt(VALUE)
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    assert decrypt(token) == VALUE
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    with pytest.raises(Undecryptable, match="add the key it was written with"):
        decrypt(token)


@pytest.mark.parametrize("token", ["", "plain text", "gAAAAABx", '{"webhook": "x"}'])
def test_what_is_no_token_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(Undecryptable) as caught:
        decrypt(token)
    assert str(caught.value) == str(Undecryptable())


@pytest.mark.parametrize("keys", [[], ["short"], ["é" * 44], [OLD, ""]])
def test_bad_keys_are_named_without_being_shown(settings: Settings, keys: list[str]) -> None:
    settings.FIELD_ENCRYPTION_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="32 bytes in url-safe base64"):
        encryption.keys()


@pytest.mark.parametrize("value", ["text", ["list"], 7])
def test_only_a_dict_can_be_encrypted(value: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="only a dict"):
        encrypt(value)


def test_contents_are_never_shown() -> None:
    row = Safe(config=VALUE)
    assert isinstance(row.config, Secret)
    assert f"{row.config} {row.config!r} {row.__dict__}".count("geheim") == 0
    assert row.config["webhook"] == VALUE["webhook"]


@pytest.mark.usefixtures("table")
def test_a_row_comes_back_as_it_was_and_lies_encrypted() -> None:
    Safe.objects.create(config=VALUE)
    assert Safe.objects.get().config == VALUE
    assert isinstance(Safe.objects.get().config, Secret)
    assert decrypt(stored()) == VALUE


@pytest.mark.usefixtures("table")
def test_comparing_is_refused() -> None:
    with pytest.raises(FieldError):
        Safe.objects.filter(config=VALUE)


@pytest.mark.usefixtures("table")
def test_a_row_of_a_lost_key_can_be_listed_without_its_secret(settings: Settings) -> None:
    Safe.objects.create(config=VALUE)
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    row = Safe.objects.defer("config").get()
    with pytest.raises(Undecryptable):
        _ = row.config


@pytest.mark.usefixtures("table")
def test_rotating_writes_everything_with_the_first_key(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    Safe.objects.create(config=VALUE)
    Safe.objects.create(config={})
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    call_command("rotate_secrets")
    assert capsys.readouterr().out == "2 rows now hold their secrets under the first key.\n"
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    assert [row.config for row in Safe.objects.order_by("id")] == [VALUE, {}]


def test_dumped_data_stays_encrypted_and_can_be_loaded() -> None:
    field = Safe._meta.get_field("config")
    dumped = field.value_to_string(Safe(config=VALUE))
    assert decrypt(dumped) == VALUE
    assert field.to_python(dumped) == VALUE
    assert field.to_python(VALUE) == VALUE


def test_a_migration_names_the_field_alone() -> None:
    assert EncryptedJSONField(blank=True).deconstruct()[1:] == (
        "school.encryption.EncryptedJSONField",
        [],
        {"blank": True},
    )
