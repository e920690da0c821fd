"""A chat's limit is shared by all apps that write there: its key names no app any more."""

from django.db import migrations

_CHAT = "chat:"


def _without_app(apps, _editor):
    """`chat:<app>:<digest>` becomes `chat:<digest>`; how far the old ones are used up is of the past in a minute."""
    rows = apps.get_model("forms_intake", "Destination").objects.filter(kind="message")
    for pk, keys in rows.values_list("pk", "limit_keys"):
        named = [_CHAT + key.rpartition(":")[2] if key.startswith(_CHAT) else key for key in keys]
        rows.filter(pk=pk).update(limit_keys=named)


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0009_limits_of_no_destination"),
    ]

    operations = [
        # Older code works with either name.
        migrations.RunPython(_without_app, migrations.RunPython.noop, elidable=True),
    ]
