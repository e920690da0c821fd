"""A hold asks the office to close the leaves inside it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0018_limit_of_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="task",
            name="task_kind_known",
        ),
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hold_remind", "Remind the family of the return"),
                    ("hold_return", "Arrange lessons after the hold"),
                    ("hold_lapsed", "Decide about the lapsed course"),
                    ("hold_leaves", "Close the leaves inside the hold"),
                ],
                max_length=20,
                verbose_name="task",
            ),
        ),
        migrations.AlterField(
            model_name="taskevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hold_remind", "Remind the family of the return"),
                    ("hold_return", "Arrange lessons after the hold"),
                    ("hold_lapsed", "Decide about the lapsed course"),
                    ("hold_leaves", "Close the leaves inside the hold"),
                ],
                max_length=20,
                verbose_name="task",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["hold_remind", "hold_return", "hold_lapsed", "hold_leaves"])),
                name="task_kind_known",
            ),
        ),
    ]
