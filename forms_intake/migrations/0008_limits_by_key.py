"""Limits are kept by key and no longer by destination (ADR 0015)."""

import hashlib

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models.functions import Now

import school.clock
from school.encryption import Undecryptable


def _keys(kind, config, app_id):
    """As the code had it then; 0010 goes on from here."""

    def digest(name):
        return hashlib.sha256(str(config.get(name) or "").encode()).hexdigest()[:16]

    match kind:
        case "webhook":
            return [f"hook:{digest('url')}"]
        case "message":
            return [f"app:{app_id}", f"chat:{app_id}:{digest('chat_id')}"]
        case "base":
            return [f"app:{app_id}", f"base:{digest('app_token')}"]
        case _:
            return ["mail"]


def _name_limits(apps, _editor):
    """Of destinations that were there before; whoever cannot be read is named when it is saved anew."""
    rows = apps.get_model("forms_intake", "Destination").objects
    for pk in rows.values_list("pk", flat=True):
        try:
            row = rows.select_related("app").get(pk=pk)
        except Undecryptable:
            continue
        rows.filter(pk=pk).update(limit_keys=_keys(row.kind, row.config, row.app.app_id if row.app else ""))


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0007_alert_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="destination",
            name="limit_keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="destination",
            name="released_at",
            field=models.DateTimeField(db_default=Now(), default=school.clock.now, editable=False),
        ),
        migrations.AddField(
            model_name="destination",
            name="unsettled_since",
            field=models.DateTimeField(blank=True, default=school.clock.now, editable=False, null=True),
        ),
        migrations.RunPython(_name_limits, migrations.RunPython.noop),
    ]
