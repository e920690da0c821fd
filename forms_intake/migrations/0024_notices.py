"""What somebody of the office is told."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import school.clock


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0023_exports"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("assigned", "Slip assigned"),
                            ("task", "Task given"),
                            ("answer", "Answer of the sender"),
                            ("papers", "Papers of the sender"),
                            ("withdrawn", "Withdrawn by the sender"),
                            ("receiver-agrees", "The receiver agrees"),
                            ("receiver-refuses", "The receiver refuses"),
                            ("due", "Promised answer due soon"),
                            ("missed", "Promised answer missed"),
                            ("failing", "Slips do not reach Lark"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("cause", models.CharField(editable=False, max_length=64)),
                (
                    "slips",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, editable=False, size=None
                    ),
                ),
                ("created_at", models.DateTimeField(default=school.clock.now, verbose_name="created at")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read at")),
                ("mail_due_at", models.DateTimeField(editable=False, null=True)),
                ("mailed_at", models.DateTimeField(editable=False, null=True, verbose_name="e-mail sent at")),
                ("letter", models.UUIDField(editable=False, null=True)),
                (
                    "alert",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="forms_intake.alert",
                        verbose_name="alert",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by whom",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="forms_intake.submission",
                        verbose_name="submission",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["user", "-id"], name="notice_keyset"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["user"], name="notice_unread"),
                    models.Index(
                        condition=models.Q(("mail_due_at__isnull", False)),
                        fields=["mail_due_at"],
                        name="notice_mail_due",
                    ),
                    models.Index(
                        condition=models.Q(("mailed_at__isnull", False)),
                        fields=["user", "mailed_at"],
                        name="notice_mailed",
                    ),
                    models.Index(fields=["created_at"], name="notice_created"),
                    django.contrib.postgres.indexes.GinIndex(fields=["slips"], name="notice_slips"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                [
                                    "assigned",
                                    "task",
                                    "answer",
                                    "papers",
                                    "withdrawn",
                                    "receiver-agrees",
                                    "receiver-refuses",
                                    "due",
                                    "missed",
                                    "failing",
                                ],
                            )
                        ),
                        name="notice_what_known",
                    ),
                    models.UniqueConstraint(fields=("user", "what", "cause"), name="notice_once"),
                    models.CheckConstraint(
                        condition=models.Q(("mail_due_at", None), ("read_at", None), _connector="OR"),
                        name="notice_read_needs_no_mail",
                    ),
                ],
            },
        ),
    ]
