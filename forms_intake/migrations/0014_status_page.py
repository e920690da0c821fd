import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import school.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0013_attachments")]

    operations = [
        migrations.CreateModel(
            name='SenderMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('answer', 'Answer'), ('files', 'Papers added'), ('withdrawal', 'Withdrawn by the sender')], max_length=10, verbose_name='kind')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('files', models.PositiveSmallIntegerField(default=0, verbose_name='papers')),
                ('at', models.DateTimeField(default=school.clock.now, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'message of the sender',
                'verbose_name_plural': 'messages of the sender',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SenderMessageEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('answer', 'Answer'), ('files', 'Papers added'), ('withdrawal', 'Withdrawn by the sender')], max_length=10, verbose_name='kind')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('files', models.PositiveSmallIntegerField(default=0, verbose_name='papers')),
                ('at', models.DateTimeField(default=school.clock.now, verbose_name='sent at')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='submission',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='submission',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='submission',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='submission',
            name='links_since',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='older status links closed at'),
        ),
        migrations.AddField(
            model_name='submissionevent',
            name='links_since',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='older status links closed at'),
        ),
        migrations.AddField(
            model_name='sendermessage',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='forms_intake.submission', verbose_name='submission'),
        ),
        migrations.AddField(
            model_name='sendermessageevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sendermessageevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='forms_intake.sendermessage'),
        ),
        migrations.AddField(
            model_name='sendermessageevent',
            name='submission',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='forms_intake.submission', verbose_name='submission'),
        ),
        migrations.AddConstraint(
            model_name='sendermessage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['answer', 'files', 'withdrawal'])), name='message_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='sendermessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('files__gt', 0), ('kind', 'withdrawal'), _connector='OR'), name='message_says_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forms_intake_submissionevent" ("account_id", "archive_reason", "archived_at", "archived_by_id", "assignee_id", "branch_id", "contact_email", "contact_name", "contact_phone", "due_at", "duplicate_of_id", "entry_branch_id", "flags", "form_type", "id", "idempotency_key", "ip_hash", "key_date", "lark_error", "lark_status", "links_since", "locale", "match_confidence", "notice_version", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "purged_at", "reference", "schema_version", "sensitive", "source", "status_at", "status_by_id", "status_reason", "student_code", "student_name", "student_name_folded", "submitted_at", "user_agent_class", "work_status") VALUES (NEW."account_id", NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."assignee_id", NEW."branch_id", NEW."contact_email", NEW."contact_name", NEW."contact_phone", NEW."due_at", NEW."duplicate_of_id", NEW."entry_branch_id", NEW."flags", NEW."form_type", NEW."id", NEW."idempotency_key", NEW."ip_hash", NEW."key_date", NEW."lark_error", NEW."lark_status", NEW."links_since", NEW."locale", NEW."match_confidence", NEW."notice_version", NEW."payload", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_version", NEW."purged_at", NEW."reference", NEW."schema_version", NEW."sensitive", NEW."source", NEW."status_at", NEW."status_by_id", NEW."status_reason", NEW."student_code", NEW."student_name", NEW."student_name_folded", NEW."submitted_at", NEW."user_agent_class", NEW."work_status"); RETURN NULL;', hash='25d351a9e2221e87384ae3e839d6921a6f1e8718', operation='INSERT', pgid='pgtrigger_insert_insert_ffbcd', table='forms_intake_submission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."archive_reason" IS DISTINCT FROM (NEW."archive_reason") OR OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."archived_by_id" IS DISTINCT FROM (NEW."archived_by_id") OR OLD."assignee_id" IS DISTINCT FROM (NEW."assignee_id") OR OLD."branch_id" IS DISTINCT FROM (NEW."branch_id") OR OLD."contact_email" IS DISTINCT FROM (NEW."contact_email") OR OLD."contact_name" IS DISTINCT FROM (NEW."contact_name") OR OLD."contact_phone" IS DISTINCT FROM (NEW."contact_phone") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at") OR OLD."duplicate_of_id" IS DISTINCT FROM (NEW."duplicate_of_id") OR OLD."entry_branch_id" IS DISTINCT FROM (NEW."entry_branch_id") OR OLD."flags" IS DISTINCT FROM (NEW."flags") OR OLD."form_type" IS DISTINCT FROM (NEW."form_type") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."idempotency_key" IS DISTINCT FROM (NEW."idempotency_key") OR OLD."ip_hash" IS DISTINCT FROM (NEW."ip_hash") OR OLD."key_date" IS DISTINCT FROM (NEW."key_date") OR OLD."lark_error" IS DISTINCT FROM (NEW."lark_error") OR OLD."lark_status" IS DISTINCT FROM (NEW."lark_status") OR OLD."links_since" IS DISTINCT FROM (NEW."links_since") OR OLD."locale" IS DISTINCT FROM (NEW."locale") OR OLD."match_confidence" IS DISTINCT FROM (NEW."match_confidence") OR OLD."notice_version" IS DISTINCT FROM (NEW."notice_version") OR OLD."payload" IS DISTINCT FROM (NEW."payload") OR OLD."policy_version" IS DISTINCT FROM (NEW."policy_version") OR OLD."purged_at" IS DISTINCT FROM (NEW."purged_at") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."schema_version" IS DISTINCT FROM (NEW."schema_version") OR OLD."sensitive" IS DISTINCT FROM (NEW."sensitive") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."status_at" IS DISTINCT FROM (NEW."status_at") OR OLD."status_by_id" IS DISTINCT FROM (NEW."status_by_id") OR OLD."status_reason" IS DISTINCT FROM (NEW."status_reason") OR OLD."student_code" IS DISTINCT FROM (NEW."student_code") OR OLD."student_name" IS DISTINCT FROM (NEW."student_name") OR OLD."student_name_folded" IS DISTINCT FROM (NEW."student_name_folded") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."user_agent_class" IS DISTINCT FROM (NEW."user_agent_class") OR OLD."work_status" IS DISTINCT FROM (NEW."work_status"))', func='INSERT INTO "forms_intake_submissionevent" ("account_id", "archive_reason", "archived_at", "archived_by_id", "assignee_id", "branch_id", "contact_email", "contact_name", "contact_phone", "due_at", "duplicate_of_id", "entry_branch_id", "flags", "form_type", "id", "idempotency_key", "ip_hash", "key_date", "lark_error", "lark_status", "links_since", "locale", "match_confidence", "notice_version", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "purged_at", "reference", "schema_version", "sensitive", "source", "status_at", "status_by_id", "status_reason", "student_code", "student_name", "student_name_folded", "submitted_at", "user_agent_class", "work_status") VALUES (NEW."account_id", NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."assignee_id", NEW."branch_id", NEW."contact_email", NEW."contact_name", NEW."contact_phone", NEW."due_at", NEW."duplicate_of_id", NEW."entry_branch_id", NEW."flags", NEW."form_type", NEW."id", NEW."idempotency_key", NEW."ip_hash", NEW."key_date", NEW."lark_error", NEW."lark_status", NEW."links_since", NEW."locale", NEW."match_confidence", NEW."notice_version", NEW."payload", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_version", NEW."purged_at", NEW."reference", NEW."schema_version", NEW."sensitive", NEW."source", NEW."status_at", NEW."status_by_id", NEW."status_reason", NEW."student_code", NEW."student_name", NEW."student_name_folded", NEW."submitted_at", NEW."user_agent_class", NEW."work_status"); RETURN NULL;', hash='51fce5b24a284a5f607cbd6d12e471797ffa20de', operation='UPDATE', pgid='pgtrigger_update_update_cd17e', table='forms_intake_submission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forms_intake_submissionevent" ("account_id", "archive_reason", "archived_at", "archived_by_id", "assignee_id", "branch_id", "contact_email", "contact_name", "contact_phone", "due_at", "duplicate_of_id", "entry_branch_id", "flags", "form_type", "id", "idempotency_key", "ip_hash", "key_date", "lark_error", "lark_status", "links_since", "locale", "match_confidence", "notice_version", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_version", "purged_at", "reference", "schema_version", "sensitive", "source", "status_at", "status_by_id", "status_reason", "student_code", "student_name", "student_name_folded", "submitted_at", "user_agent_class", "work_status") VALUES (OLD."account_id", OLD."archive_reason", OLD."archived_at", OLD."archived_by_id", OLD."assignee_id", OLD."branch_id", OLD."contact_email", OLD."contact_name", OLD."contact_phone", OLD."due_at", OLD."duplicate_of_id", OLD."entry_branch_id", OLD."flags", OLD."form_type", OLD."id", OLD."idempotency_key", OLD."ip_hash", OLD."key_date", OLD."lark_error", OLD."lark_status", OLD."links_since", OLD."locale", OLD."match_confidence", OLD."notice_version", OLD."payload", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."policy_version", OLD."purged_at", OLD."reference", OLD."schema_version", OLD."sensitive", OLD."source", OLD."status_at", OLD."status_by_id", OLD."status_reason", OLD."student_code", OLD."student_name", OLD."student_name_folded", OLD."submitted_at", OLD."user_agent_class", OLD."work_status"); RETURN NULL;', hash='bc5381458c6a28185a8205656921b1a919c2d84f', operation='DELETE', pgid='pgtrigger_delete_delete_78171', table='forms_intake_submission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sendermessage',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forms_intake_sendermessageevent" ("at", "files", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (NEW."at", NEW."files", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."submission_id", NEW."text"); RETURN NULL;', hash='d22b852cb9b800d48ea5fc49b1a2295756cb1aa8', operation='INSERT', pgid='pgtrigger_insert_insert_53388', table='forms_intake_sendermessage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sendermessage',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "forms_intake_sendermessageevent" ("at", "files", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (NEW."at", NEW."files", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."submission_id", NEW."text"); RETURN NULL;', hash='9e4a4ddcbee242b0c0b7f3c3d4a2764108bcdb44', operation='UPDATE', pgid='pgtrigger_update_update_a61aa', table='forms_intake_sendermessage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sendermessage',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forms_intake_sendermessageevent" ("at", "files", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (OLD."at", OLD."files", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."submission_id", OLD."text"); RETURN NULL;', hash='636848631245a1bbf4829521412079c981721b81', operation='DELETE', pgid='pgtrigger_delete_delete_5c82b', table='forms_intake_sendermessage', when='AFTER')),
        ),
    ]
