from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0006_deliveries_page"),
    ]

    operations = [
        migrations.AddField("alert", "mended_mailed_at", models.DateTimeField(null=True)),
        migrations.AddField("alert", "told", ArrayField(models.BigIntegerField(), default=list, size=None)),
    ]
