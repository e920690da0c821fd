"""How far a limit is used up stands in CallLimit (ADR 0015)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0008_limits_by_key"),
    ]

    operations = [
        migrations.RemoveField(model_name="destination", name="arrival_at"),
    ]
