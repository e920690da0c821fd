from django.db import migrations, models

_KINDS = [
    ("held", "A destination is held"),
    ("overdue", "Slips wait too long"),
    ("quota", "Monthly quota nearly or wholly used up"),
    ("drift", "Columns of a Base have changed"),
    ("given_up", "A delivery was given up"),
    ("nowhere", "No destination takes a slip"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0011_spam"),
    ]

    operations = [
        migrations.AlterField("alert", "kind", models.CharField(choices=_KINDS, max_length=10, verbose_name="kind")),
        migrations.RemoveConstraint("alert", "alert_kind_known"),
        migrations.AddConstraint(
            "alert",
            models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _name in _KINDS])), name="alert_kind_known"
            ),
        ),
    ]
