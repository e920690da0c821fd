import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import school.clock


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0016_handover"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="hold from")),
                ("ends_on", models.DateField(verbose_name="hold until")),
                ("returns_on", models.DateField(verbose_name="expected return")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Not begun"),
                            ("active", "Running"),
                            ("returned", "Returned"),
                            ("lapsed", "Lapsed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("changed_at", models.DateTimeField(default=school.clock.now, verbose_name="changed at")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hold",
                        to="forms_intake.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "ordering": ["returns_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HoldEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("id", models.BigIntegerField()),
                ("starts_on", models.DateField(verbose_name="hold from")),
                ("ends_on", models.DateField(verbose_name="hold until")),
                ("returns_on", models.DateField(verbose_name="expected return")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Not begun"),
                            ("active", "Running"),
                            ("returned", "Returned"),
                            ("lapsed", "Lapsed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("changed_at", models.DateTimeField(default=school.clock.now, verbose_name="changed at")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="forms_intake.hold",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="forms_intake.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HoldReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("returns_on", models.DateField(verbose_name="expected return")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days ahead")),
                ("made_at", models.DateTimeField(default=school.clock.now, verbose_name="made at")),
                ("mail_due_at", models.DateTimeField(blank=True, null=True, verbose_name="e-mail due at")),
                ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="e-mailed at")),
                (
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="forms_intake.hold",
                        verbose_name="hold",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hold_remind", "Remind the family of the return"),
                            ("hold_return", "Arrange lessons after the hold"),
                            ("hold_lapsed", "Decide about the lapsed course"),
                        ],
                        max_length=20,
                        verbose_name="task",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("created_at", models.DateTimeField(default=school.clock.now, verbose_name="created at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="forms_intake.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TaskEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hold_remind", "Remind the family of the return"),
                            ("hold_return", "Arrange lessons after the hold"),
                            ("hold_lapsed", "Decide about the lapsed course"),
                        ],
                        max_length=20,
                        verbose_name="task",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("created_at", models.DateTimeField(default=school.clock.now, verbose_name="created at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="forms_intake.task",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="forms_intake.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("state__in", ("planned", "active"))),
                fields=["returns_on"],
                name="hold_live_returns",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "active", "returned", "lapsed", "cancelled"])),
                name="hold_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="hold_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("returns_on__gt", models.F("starts_on"))), name="hold_returns_after_start"
            ),
        ),
        migrations.AddIndex(
            model_name="holdreminder",
            index=models.Index(
                condition=models.Q(("mail_due_at__isnull", False)), fields=["mail_due_at"], name="hold_reminder_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="holdreminder",
            constraint=models.UniqueConstraint(fields=("hold", "returns_on", "days"), name="hold_reminder_once"),
        ),
        migrations.AddConstraint(
            model_name="holdreminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("mail_due_at", None), ("mailed_at", None), _connector="OR"),
                name="hold_reminder_mailed_is_not_due",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("done_at", None)), fields=["due_on", "id"], name="task_open_due"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["hold_remind", "hold_return", "hold_lapsed"])), name="task_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_by", None), ("done_at__isnull", False), _connector="OR"),
                name="task_done_by_means_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None)), fields=("submission", "kind"), name="task_open_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_holdevent" ("changed_at", "changed_by_id", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "returns_on", "starts_on", "state", "submission_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."returns_on", NEW."starts_on", NEW."state", NEW."submission_id"); RETURN NULL;',
                    hash="ec92b0f2e44c31364898182b5b744da5389b2cca",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1a8e1",
                    table="forms_intake_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "forms_intake_holdevent" ("changed_at", "changed_by_id", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "returns_on", "starts_on", "state", "submission_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."returns_on", NEW."starts_on", NEW."state", NEW."submission_id"); RETURN NULL;',
                    hash="c510a9298cd0336dd052b783312158935c40d306",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_dc6c7",
                    table="forms_intake_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_holdevent" ("changed_at", "changed_by_id", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "returns_on", "starts_on", "state", "submission_id") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."ends_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."returns_on", OLD."starts_on", OLD."state", OLD."submission_id"); RETURN NULL;',
                    hash="cbbf4e1f94e0c7a8a7e68820661e0174bb41b284",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0c55f",
                    table="forms_intake_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_taskevent" ("assignee_id", "created_at", "done_at", "done_by_id", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id") VALUES (NEW."assignee_id", NEW."created_at", NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."submission_id"); RETURN NULL;',
                    hash="122b84989d853b7f27d09535219bf24c87844db0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ef1f6",
                    table="forms_intake_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "forms_intake_taskevent" ("assignee_id", "created_at", "done_at", "done_by_id", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id") VALUES (NEW."assignee_id", NEW."created_at", NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."submission_id"); RETURN NULL;',
                    hash="b5ba2177874fe8224681be4be15b470d8a19eb1a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_be9d4",
                    table="forms_intake_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_taskevent" ("assignee_id", "created_at", "done_at", "done_by_id", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id") VALUES (OLD."assignee_id", OLD."created_at", OLD."done_at", OLD."done_by_id", OLD."due_on", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."submission_id"); RETURN NULL;',
                    hash="421ba81a51f6b5d52593deac0edf16929076d1f7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_53555",
                    table="forms_intake_task",
                    when="AFTER",
                ),
            ),
        ),
    ]
