"""Colleagues who were there before second factors were asked for get the whole grace period."""

from django.db import migrations
from django.db.models.functions import Now


def start_the_grace_period(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects
    users.filter(role__in=["admin", "staff"], office_since=None).update(office_since=Now())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_people")]

    operations = [migrations.RunPython(start_the_grace_period, migrations.RunPython.noop, elidable=True)]
