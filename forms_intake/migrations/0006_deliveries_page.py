from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0005_status_by_whom"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="cancel_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="reason for cancelling"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=Q(("state", "delivered")), fields=["delivered_at", "destination"], name="delivery_delivered"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=Q(("state", "delivered")),
                fields=["destination", "delivered_at"],
                name="delivery_last_delivered",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=Q(("state", "dead")), fields=["id"], name="delivery_dead"),
        ),
    ]
