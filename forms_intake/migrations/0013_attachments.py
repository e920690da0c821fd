import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import school.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forms_intake', '0012_alert_of_no_destination'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unsent_since', models.DateTimeField(default=school.clock.now, null=True, verbose_name='unsent since')),
                ('field', models.CharField(max_length=40, verbose_name='field')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('content_type', models.CharField(choices=[('image/jpeg', 'Picture'), ('application/pdf', 'PDF')], max_length=20, verbose_name='kind')),
                ('size', models.PositiveIntegerField(verbose_name='file size')),
                ('sha256', models.CharField(max_length=64, verbose_name='file digest')),
                ('stored', models.UUIDField(default=uuid.uuid4, unique=True, verbose_name='stored as')),
                ('uploaded_at', models.DateTimeField(default=school.clock.now, verbose_name='uploaded at')),
                ('ip_hash', models.CharField(blank=True, max_length=64, verbose_name='hashed address')),
                ('scan', models.CharField(choices=[('unscanned', 'not scanned'), ('clean', 'nothing found'), ('infected', 'harmful, locked')], default='unscanned', max_length=9, verbose_name='virus scan')),
                ('scanned_at', models.DateTimeField(null=True, verbose_name='scanned at')),
                ('submission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='forms_intake.submission', verbose_name='submission')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AttachmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('id', models.BigIntegerField()),
                ('unsent_since', models.DateTimeField(default=school.clock.now, null=True, verbose_name='unsent since')),
                ('field', models.CharField(max_length=40, verbose_name='field')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('content_type', models.CharField(choices=[('image/jpeg', 'Picture'), ('application/pdf', 'PDF')], max_length=20, verbose_name='kind')),
                ('size', models.PositiveIntegerField(verbose_name='file size')),
                ('sha256', models.CharField(max_length=64, verbose_name='file digest')),
                ('stored', models.UUIDField(default=uuid.uuid4, verbose_name='stored as')),
                ('uploaded_at', models.DateTimeField(default=school.clock.now, verbose_name='uploaded at')),
                ('scan', models.CharField(choices=[('unscanned', 'not scanned'), ('clean', 'nothing found'), ('infected', 'harmful, locked')], default='unscanned', max_length=9, verbose_name='virus scan')),
                ('scanned_at', models.DateTimeField(null=True, verbose_name='scanned at')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='forms_intake.attachment')),
                ('submission', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='forms_intake.submission', verbose_name='submission')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('submission', None)), fields=['unsent_since'], name='attachment_unsent'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('ip_hash', ''), _negated=True), fields=['ip_hash', '-uploaded_at'], name='attachment_address'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('submission', None), ('unsent_since', None), _connector='XOR'), name='attachment_sent_or_waiting'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('content_type__in', ['image/jpeg', 'application/pdf'])), name='attachment_type_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('scan__in', ['unscanned', 'clean', 'infected'])), name='attachment_scan_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('scan', 'unscanned'), ('scanned_at__isnull', False), _connector='XOR'), name='attachment_scan_has_time'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0), models.Q(('name', ''), _negated=True)), name='attachment_holds_something'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='attachment_digest_form'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forms_intake_attachmentevent" ("content_type", "field", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scan", "scanned_at", "sha256", "size", "stored", "submission_id", "unsent_since", "uploaded_at") VALUES (NEW."content_type", NEW."field", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scan", NEW."scanned_at", NEW."sha256", NEW."size", NEW."stored", NEW."submission_id", NEW."unsent_since", NEW."uploaded_at"); RETURN NULL;', hash='e3eb345edb041357b0f3713f3dc91dd5122fb243', operation='INSERT', pgid='pgtrigger_insert_insert_5f135', table='forms_intake_attachment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_type" IS DISTINCT FROM (NEW."content_type") OR OLD."field" IS DISTINCT FROM (NEW."field") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."scan" IS DISTINCT FROM (NEW."scan") OR OLD."scanned_at" IS DISTINCT FROM (NEW."scanned_at") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."stored" IS DISTINCT FROM (NEW."stored") OR OLD."submission_id" IS DISTINCT FROM (NEW."submission_id") OR OLD."unsent_since" IS DISTINCT FROM (NEW."unsent_since") OR OLD."uploaded_at" IS DISTINCT FROM (NEW."uploaded_at"))', func='INSERT INTO "forms_intake_attachmentevent" ("content_type", "field", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scan", "scanned_at", "sha256", "size", "stored", "submission_id", "unsent_since", "uploaded_at") VALUES (NEW."content_type", NEW."field", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scan", NEW."scanned_at", NEW."sha256", NEW."size", NEW."stored", NEW."submission_id", NEW."unsent_since", NEW."uploaded_at"); RETURN NULL;', hash='1c7a33e42a3e747f109968498701fe81a2fd2ae0', operation='UPDATE', pgid='pgtrigger_update_update_9426f', table='forms_intake_attachment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forms_intake_attachmentevent" ("content_type", "field", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scan", "scanned_at", "sha256", "size", "stored", "submission_id", "unsent_since", "uploaded_at") VALUES (OLD."content_type", OLD."field", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."scan", OLD."scanned_at", OLD."sha256", OLD."size", OLD."stored", OLD."submission_id", OLD."unsent_since", OLD."uploaded_at"); RETURN NULL;', hash='cd4933b18c2ba0e298c243cf42e2fe173db7c054', operation='DELETE', pgid='pgtrigger_delete_delete_5b271', table='forms_intake_attachment', when='AFTER')),
        ),
    ]
