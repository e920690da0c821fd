"""How many codes a number has had is looked up by time; and a column that not even the former release asks for goes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0017_holds"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("phoned_at__isnull", False)), fields=["phoned_at"], name="handover_phoned"
            ),
        ),
        # Out of the models since 0009.
        migrations.RunSQL(
            "ALTER TABLE forms_intake_destination DROP COLUMN IF EXISTS arrival_at",
            "ALTER TABLE forms_intake_destination ADD COLUMN IF NOT EXISTS arrival_at timestamptz NULL",
        ),
    ]
