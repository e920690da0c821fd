import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import school.clock
import school.encryption


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0015_personal_links"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("confirmed", "Confirmed"), ("refused", "Refused")],
                        default="waiting",
                        max_length=9,
                        verbose_name="receiver's answer",
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered at")),
                (
                    "answered_via",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link", "Link in the e-mail"),
                            ("code", "Confirmation code"),
                            ("office", "By telephone to the office"),
                        ],
                        max_length=6,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "notice_version",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="privacy notice version"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=school.clock.now, editable=False, verbose_name="created at"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("code", school.encryption.EncryptedJSONField(editable=False)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="receiver's e-mail")),
                ("mailbox", models.CharField(blank=True, editable=False, max_length=254)),
                ("mail_due_at", models.DateTimeField(editable=False, null=True)),
                ("mail_tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "mail_trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enough", "This mailbox has had enough letters for today"),
                            ("refused", "The mail server does not know the address"),
                            ("given_up", "The mail server did not take it, in many tries"),
                        ],
                        max_length=8,
                        verbose_name="trouble with the e-mail",
                    ),
                ),
                ("mailed_at", models.DateTimeField(editable=False, null=True, verbose_name="e-mail sent at")),
                ("phone_due_at", models.DateTimeField(editable=False, null=True)),
                ("phone_tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("phoned_at", models.DateTimeField(editable=False, null=True, verbose_name="code sent at")),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noted by",
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handover",
                        to="forms_intake.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "receiver's answer",
                "verbose_name_plural": "receivers' answers",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="HandoverEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("confirmed", "Confirmed"), ("refused", "Refused")],
                        default="waiting",
                        max_length=9,
                        verbose_name="receiver's answer",
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered at")),
                (
                    "answered_via",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link", "Link in the e-mail"),
                            ("code", "Confirmation code"),
                            ("office", "By telephone to the office"),
                        ],
                        max_length=6,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "notice_version",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="privacy notice version"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=school.clock.now, editable=False, verbose_name="created at"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                (
                    "mail_trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enough", "This mailbox has had enough letters for today"),
                            ("refused", "The mail server does not know the address"),
                            ("given_up", "The mail server did not take it, in many tries"),
                        ],
                        max_length=8,
                        verbose_name="trouble with the e-mail",
                    ),
                ),
                ("mailed_at", models.DateTimeField(editable=False, null=True, verbose_name="e-mail sent at")),
                ("phoned_at", models.DateTimeField(editable=False, null=True, verbose_name="code sent at")),
                (
                    "noted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noted by",
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
                        to="forms_intake.handover",
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
            model_name="handover",
            index=models.Index(
                condition=models.Q(("mail_due_at__isnull", False)), fields=["mail_due_at"], name="handover_mail_due"
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("phone_due_at__isnull", False)), fields=["phone_due_at"], name="handover_phone_due"
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("mailbox", ""), _negated=True),
                fields=["mailbox", "mailed_at"],
                name="handover_mailbox",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "confirmed", "refused"])), name="handover_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_via", ""), ("answered_via__in", ["link", "code", "office"]), _connector="OR"
                ),
                name="handover_via_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mail_trouble", ""), ("mail_trouble__in", ["enough", "refused", "given_up"]), _connector="OR"
                ),
                name="handover_trouble_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_via", ""), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("answered_at__isnull", False),
                        models.Q(("answered_via", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="handover_answer_is_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_handoverevent" ("answered_at", "answered_via", "created_at", "expires_at", "id", "mail_trouble", "mailed_at", "noted_by_id", "notice_version", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phoned_at", "state", "submission_id") VALUES (NEW."answered_at", NEW."answered_via", NEW."created_at", NEW."expires_at", NEW."id", NEW."mail_trouble", NEW."mailed_at", NEW."noted_by_id", NEW."notice_version", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phoned_at", NEW."state", NEW."submission_id"); RETURN NULL;',
                    hash="fe57d3956e2d4142a4179b53aef6f5ee112675b4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f96ed",
                    table="forms_intake_handover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_via" IS DISTINCT FROM (NEW."answered_via") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mail_trouble" IS DISTINCT FROM (NEW."mail_trouble") OR OLD."mailed_at" IS DISTINCT FROM (NEW."mailed_at") OR OLD."noted_by_id" IS DISTINCT FROM (NEW."noted_by_id") OR OLD."notice_version" IS DISTINCT FROM (NEW."notice_version") OR OLD."phoned_at" IS DISTINCT FROM (NEW."phoned_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submission_id" IS DISTINCT FROM (NEW."submission_id"))',
                    func='INSERT INTO "forms_intake_handoverevent" ("answered_at", "answered_via", "created_at", "expires_at", "id", "mail_trouble", "mailed_at", "noted_by_id", "notice_version", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phoned_at", "state", "submission_id") VALUES (NEW."answered_at", NEW."answered_via", NEW."created_at", NEW."expires_at", NEW."id", NEW."mail_trouble", NEW."mailed_at", NEW."noted_by_id", NEW."notice_version", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phoned_at", NEW."state", NEW."submission_id"); RETURN NULL;',
                    hash="a43485fee3670926f67e104cf6faf90d7adc4024",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7bef6",
                    table="forms_intake_handover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_handoverevent" ("answered_at", "answered_via", "created_at", "expires_at", "id", "mail_trouble", "mailed_at", "noted_by_id", "notice_version", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phoned_at", "state", "submission_id") VALUES (OLD."answered_at", OLD."answered_via", OLD."created_at", OLD."expires_at", OLD."id", OLD."mail_trouble", OLD."mailed_at", OLD."noted_by_id", OLD."notice_version", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phoned_at", OLD."state", OLD."submission_id"); RETURN NULL;',
                    hash="7535c23e8270d974bcbc2b8a13d4c565e85c2195",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4bfac",
                    table="forms_intake_handover",
                    when="AFTER",
                ),
            ),
        ),
    ]
