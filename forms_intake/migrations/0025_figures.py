"""What the dashboard counts."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_stock"), ("forms_intake", "0024_notices")]

    operations = [
        migrations.CreateModel(
            name="FiguresState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changes_until", models.DateTimeField()),
                ("back_to", models.DateField(null=True)),
            ],
            options={
                "verbose_name": "state of the figures",
                "verbose_name_plural": "states of the figures",
            },
        ),
        migrations.CreateModel(
            name="DayFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "form_type",
                    models.CharField(
                        choices=[
                            ("student-info", "Student information slip"),
                            ("leave-request", "Leave request slip"),
                            ("transfer", "Transfer slip"),
                            ("hold", "Hold slip"),
                            ("change", "Change slip"),
                        ],
                        max_length=20,
                        verbose_name="slip",
                    ),
                ),
                ("received", models.PositiveIntegerField()),
                ("late_notice", models.PositiveIntegerField()),
                ("kept", models.PositiveIntegerField()),
                (
                    "reply_minutes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=None),
                ),
                (
                    "lark_ms",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=None),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.branch",
                        verbose_name="branch",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of a day",
                "verbose_name_plural": "figures of days",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "form_type", "branch"), name="figures_once_a_day", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("form_type__in", ["student-info", "leave-request", "transfer", "hold", "change"])
                        ),
                        name="figures_form_type_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="submission",
            name="answered_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="answered at"),
        ),
    ]
