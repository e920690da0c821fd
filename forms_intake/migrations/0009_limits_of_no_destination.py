"""How far a limit is used up stands in CallLimit (ADR 0015).

The column stays: the former release's web process, which goes on taking slips while this runs, still asks for it.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0008_limits_by_key"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="destination", name="arrival_at")]
        ),
    ]
