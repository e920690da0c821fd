"""How long rooms were in use."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0002_history"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddIndex(
            model_name="roompeer",
            index=models.Index(fields=["joined_at"], name="roompeer_joined"),
        ),
    ]
