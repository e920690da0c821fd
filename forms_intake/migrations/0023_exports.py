"""Files that somebody has exported."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import school.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forms_intake', '0022_notes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=school.clock.now, verbose_name='asked for at')),
                ('idempotency_key', models.UUIDField(unique=True, verbose_name='idempotency key')),
                ('query', models.TextField(blank=True, verbose_name='filter')),
                ('search', models.TextField(blank=True, verbose_name='searched for')),
                ('has_search', models.BooleanField(default=False, verbose_name='narrowed by a search')),
                ('content', models.CharField(choices=[('common', 'What all slips have in common'), ('answers', 'Also every answer of this kind of slip')], max_length=8, verbose_name='columns')),
                ('format', models.CharField(choices=[('xlsx', 'Excel (XLSX)'), ('csv', 'CSV')], max_length=4, verbose_name='file format')),
                ('language', models.CharField(choices=[('vi', 'vi'), ('en', 'en')], max_length=2, verbose_name='language')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Being written'), ('ready', 'Ready'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('expired', 'Deleted')], default='queued', max_length=9, verbose_name='state')),
                ('problem', models.CharField(blank=True, choices=[('no_room', "The server's disk has no room for this file. Choose fewer slips, or tell the administrator"), ('stopped', 'Writing was interrupted again and again. Choose fewer slips, or try again later'), ('forgotten', "Somebody's data were deleted meanwhile. Export again, without them"), ('error', 'The file could not be written. Try again, and tell the administrator if this goes on')], max_length=9, verbose_name='problem')),
                ('total', models.PositiveIntegerField(null=True, verbose_name='slips in all')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='slips written')),
                ('lease_token', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='begun')),
                ('stored', models.UUIDField(null=True, unique=True, verbose_name='stored as')),
                ('size', models.PositiveBigIntegerField(null=True, verbose_name='file size')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='file digest')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='to be had until')),
                ('downloads', models.PositiveIntegerField(default=0, verbose_name='downloads')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='exported by')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ExportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=school.clock.now, verbose_name='asked for at')),
                ('idempotency_key', models.UUIDField(verbose_name='idempotency key')),
                ('query', models.TextField(blank=True, verbose_name='filter')),
                ('has_search', models.BooleanField(default=False, verbose_name='narrowed by a search')),
                ('content', models.CharField(choices=[('common', 'What all slips have in common'), ('answers', 'Also every answer of this kind of slip')], max_length=8, verbose_name='columns')),
                ('format', models.CharField(choices=[('xlsx', 'Excel (XLSX)'), ('csv', 'CSV')], max_length=4, verbose_name='file format')),
                ('language', models.CharField(choices=[('vi', 'vi'), ('en', 'en')], max_length=2, verbose_name='language')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Being written'), ('ready', 'Ready'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('expired', 'Deleted')], default='queued', max_length=9, verbose_name='state')),
                ('problem', models.CharField(blank=True, choices=[('no_room', "The server's disk has no room for this file. Choose fewer slips, or tell the administrator"), ('stopped', 'Writing was interrupted again and again. Choose fewer slips, or try again later'), ('forgotten', "Somebody's data were deleted meanwhile. Export again, without them"), ('error', 'The file could not be written. Try again, and tell the administrator if this goes on')], max_length=9, verbose_name='problem')),
                ('total', models.PositiveIntegerField(null=True, verbose_name='slips in all')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='begun')),
                ('size', models.PositiveBigIntegerField(null=True, verbose_name='file size')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='file digest')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='to be had until')),
                ('created_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='exported by')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='forms_intake.export')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(condition=models.Q(('state__in', ('queued', 'running'))), fields=['id'], name='export_open'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(condition=models.Q(('state', 'ready')), fields=['expires_at'], name='export_expiring'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['created_by', '-id'], name='export_own'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'ready', 'failed', 'cancelled', 'expired'])), name='export_state_known'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['xlsx', 'csv'])), name='export_format_known'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('content__in', ['common', 'answers'])), name='export_content_known'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('problem', ''), models.Q(('problem__in', ['no_room', 'stopped', 'forgotten', 'error']), ('state', 'failed')), _connector='XOR'), name='export_failed_says_why'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('queued', 'running')), ('finished_at__isnull', False), _connector='XOR'), name='export_end_has_time'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_token', None), ('lease_until', None)), models.Q(('lease_token__isnull', False), ('lease_until__isnull', False), ('state', 'running')), _connector='XOR'), name='export_running_has_writer'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('sha256', ''), ('size', None)), models.Q(('expires_at__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$'), ('size__gt', 0), ('state__in', ('ready', 'expired'))), _connector='XOR'), name='export_file_is_described'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'ready'), ('stored', None), _connector='XOR'), name='export_ready_has_file'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'ready']), ('search', ''), _connector='OR'), name='export_search_goes'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total')), ('total', None), _connector='OR'), name='export_figures_add_up'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='export',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forms_intake_exportevent" ("content", "created_at", "created_by_id", "expires_at", "finished_at", "format", "has_search", "id", "idempotency_key", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "query", "sha256", "size", "state", "total", "tries") VALUES (NEW."content", NEW."created_at", NEW."created_by_id", NEW."expires_at", NEW."finished_at", NEW."format", NEW."has_search", NEW."id", NEW."idempotency_key", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."query", NEW."sha256", NEW."size", NEW."state", NEW."total", NEW."tries"); RETURN NULL;', hash='ef27ab1c3576f119772861a2396d6c007250b2f7', operation='INSERT', pgid='pgtrigger_insert_insert_f3b81', table='forms_intake_export', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='export',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."has_search" IS DISTINCT FROM (NEW."has_search") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."idempotency_key" IS DISTINCT FROM (NEW."idempotency_key") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."query" IS DISTINCT FROM (NEW."query") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."total" IS DISTINCT FROM (NEW."total") OR OLD."tries" IS DISTINCT FROM (NEW."tries"))', func='INSERT INTO "forms_intake_exportevent" ("content", "created_at", "created_by_id", "expires_at", "finished_at", "format", "has_search", "id", "idempotency_key", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "query", "sha256", "size", "state", "total", "tries") VALUES (NEW."content", NEW."created_at", NEW."created_by_id", NEW."expires_at", NEW."finished_at", NEW."format", NEW."has_search", NEW."id", NEW."idempotency_key", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."query", NEW."sha256", NEW."size", NEW."state", NEW."total", NEW."tries"); RETURN NULL;', hash='0448b050b8597584cb585e733e90aca569c26873', operation='UPDATE', pgid='pgtrigger_update_update_b34a6', table='forms_intake_export', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='export',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forms_intake_exportevent" ("content", "created_at", "created_by_id", "expires_at", "finished_at", "format", "has_search", "id", "idempotency_key", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "query", "sha256", "size", "state", "total", "tries") VALUES (OLD."content", OLD."created_at", OLD."created_by_id", OLD."expires_at", OLD."finished_at", OLD."format", OLD."has_search", OLD."id", OLD."idempotency_key", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."query", OLD."sha256", OLD."size", OLD."state", OLD."total", OLD."tries"); RETURN NULL;', hash='f1bfb7f4acd68b6a451b701bb031b7b5945bf2aa', operation='DELETE', pgid='pgtrigger_delete_delete_a1564', table='forms_intake_export', when='AFTER')),
        ),
    ]

