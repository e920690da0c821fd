"""Destinations, and queues of any length for them, written past the product because a bench cannot wait for it."""

from typing import Any

from django.db import connection

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Copies of one accepted slip, each with a reference of its own; without history, which is not what is measured.
_SLIPS = """
INSERT INTO forms_intake_submission ({columns})
SELECT {values} FROM forms_intake_submission AS one, generate_series(%s, %s) AS number WHERE one.id = %s
RETURNING id
"""
_DELIVERIES = """
INSERT INTO forms_intake_delivery
    (submission_id, destination_id, purpose, state, attempts, spent, card_level, next_attempt_at, waiting_since,
     idempotency_key, remote_id, revision, left_out, last_outcome, last_error, cancel_reason, created_at)
SELECT id, %s, 'create', 'pending', 0, 0, 0, now(), now(), gen_random_uuid(), '', 0, '{}', '', '', '', now()
FROM unnest(%s::bigint[]) AS id
"""


def chat(chat_id: str = "oc_office", *, name: str = "Giáo vụ") -> Any:
    """A chat of the emulator's app, and its app."""
    from forms_intake.enums import DestinationKind
    from forms_intake.models import Destination, LarkApp

    app, _made = LarkApp.objects.get_or_create(  # type: ignore[misc]  # the field takes any dict
        app_id="cli_demo", defaults={"name": "Demo", "config": {"app_secret": "demo-app-secret"}, "monthly_quota": None}
    )
    return Destination.objects.create(name=name, kind=DestinationKind.MESSAGE, app=app, config={"chat_id": chat_id})


def empty() -> None:
    """No destinations, slips or deliveries: the demo's own would be measured as well."""
    from django.apps import apps

    names = ("DeliveryAttempt", "Delivery", "Submission", "Alert", "CallLimit", "Destination")
    with connection.cursor() as cursor:
        tables = ", ".join(apps.get_model("forms_intake", name)._meta.db_table for name in names)
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def queue(destination: Any, count: int, *, first: int = 0) -> None:
    """So many slips that wait for the destination."""
    from forms_intake.models import Submission
    from tests import factories

    template = factories.submission()
    kept = [str(field.column) for field in Submission._meta.concrete_fields if field.column != "id"]
    fresh = {"reference": _reference("number"), "idempotency_key": "gen_random_uuid()"}
    values = ", ".join(fresh.get(column, f"one.{column}") for column in kept)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        sql = _SLIPS.format(columns=", ".join(kept), values=values)
        cursor.execute(sql, [first, first + count - 1, template.pk])
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(_DELIVERIES, [destination.pk, ids])
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in ("forms_intake_submission", "forms_intake_delivery"):
            cursor.execute(f"ANALYZE {table}")
    Submission.objects.filter(pk=template.pk).delete()


def _reference(number: str) -> str:
    """Four digits of Crockford's alphabet; the day counts on when they are used up."""
    digits = " || ".join(f"substr('{_DIGITS}', ({number} / {32**power} %% 32) + 1, 1)" for power in (3, 2, 1, 0))
    return f"'NP-' || lpad((260101 + {number} / {32**4})::text, 6, '0') || '-' || {digits}"
