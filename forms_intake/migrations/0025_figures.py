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
                ("answered", models.PositiveIntegerField()),
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
        migrations.CreateModel(
            name="TimeSpread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "of",
                    models.CharField(
                        choices=[("reply", "Working minutes until the answer"), ("lark", "Milliseconds until Lark")],
                        max_length=10,
                        verbose_name="time",
                    ),
                ),
                ("start", models.DateField(verbose_name="day")),
                ("is_week", models.BooleanField(verbose_name="week")),
                (
                    "form_type",
                    models.CharField(
                        blank=True,
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
                (
                    "times",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
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
                "verbose_name": "times of a day or week",
                "verbose_name_plural": "times of days and weeks",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("is_week", "start", "of", "branch", "form_type"),
                        name="spread_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(condition=models.Q(("of__in", ["reply", "lark"])), name="spread_of_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("form_type__in", ["", "student-info", "leave-request", "transfer", "hold", "change"])
                        ),
                        name="spread_form_type_known",
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
