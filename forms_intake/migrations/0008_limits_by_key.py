"""Limits are kept by key and no longer by destination (ADR 0015)."""

import django.contrib.postgres.fields
from django.db import migrations, models

import school.clock
from forms_intake.deliveries import keys
from school.encryption import Undecryptable


def _name_limits(apps, _editor):
    """Of destinations that were there before; whoever cannot be read is named when it is saved anew."""
    rows = apps.get_model("forms_intake", "Destination").objects
    for pk in rows.values_list("pk", flat=True):
        try:
            row = rows.select_related("app").get(pk=pk)
        except Undecryptable:
            continue
        rows.filter(pk=pk).update(limit_keys=keys.of(row.kind, row.config, row.app.app_id if row.app else ""))


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0007_alert_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="destination",
            name="limit_keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="destination",
            name="released_at",
            field=models.DateTimeField(default=school.clock.now, editable=False),
        ),
        migrations.AddField(
            model_name="destination",
            name="unsettled_since",
            field=models.DateTimeField(blank=True, default=school.clock.now, editable=False, null=True),
        ),
        migrations.RunPython(_name_limits, migrations.RunPython.noop),
    ]
