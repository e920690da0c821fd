"""Stores each e-mail address as it is looked for: whoever had a capital letter in theirs could not sign in any more."""

import unicodedata
from collections import defaultdict

from django.core.management import CommandError
from django.db import migrations


def spelled(email):
    """As accounts.models.normalised_email on the day of this migration."""
    return unicodedata.normalize("NFKC", email).strip().lower()


def spell_all(apps, schema_editor):
    users = apps.get_model("accounts", "User")
    addresses = apps.get_model("account", "EmailAddress")
    owned = list(addresses.objects.values_list("pk", "email", "user_id", "verified"))
    stored = list(users.objects.exclude(email=None).values_list("pk", "email"))
    _stop_where_two_become_one("accounts_user", ((pk, spelled(email)) for pk, email in stored))
    _stop_where_two_become_one("account_emailaddress", ((pk, (spelled(email), user)) for pk, email, user, _ in owned))
    _stop_where_two_become_one("account_emailaddress", ((pk, spelled(email)) for pk, email, _, ok in owned if ok))
    _rewrite(users, stored)
    _rewrite(addresses, [(pk, email) for pk, email, *_ in owned])


def _stop_where_two_become_one(table, keys):
    """Names rows by number: what a migration says ends in logs."""
    rows = defaultdict(list)
    for pk, key in keys:
        rows[key].append(pk)
    same = ["rows " + " and ".join(map(str, sorted(pks))) for pks in rows.values() if len(pks) > 1]
    if same:
        raise CommandError(
            f"In the table {table} e-mail addresses differ only in the way they are written: {'; '.join(same)}. "
            "Change or remove one address of each, then migrate again; this migration has changed nothing."
        )


def _rewrite(model, rows):
    for pk, email in rows:
        if spelled(email) != email:
            model.objects.filter(pk=pk).update(email=spelled(email))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_search_and_guard"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(spell_all, migrations.RunPython.noop, elidable=True)]
