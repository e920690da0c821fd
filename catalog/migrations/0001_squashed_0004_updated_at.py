"""What the migrations from 0001 to 0004 make, made whole, for a database that has none of them."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import phonenumber_field.modelfields
import school.clock
import school.migrating
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('catalog', '0001_initial'), ('catalog', '0002_history'), ('catalog', '0003_stock'), ('catalog', '0004_updated_at')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        school.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Branch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('archive_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='reason for archiving')),
                        ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                        ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='phone number')),
                        ('is_active', models.BooleanField(default=True, verbose_name='active')),
                        ('archived_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='archived by')),
                    ],
                    options={
                        'verbose_name': 'branch',
                        'verbose_name_plural': 'branches',
                        'ordering': ['name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('archive_reason', ''), ('archived_at', None)), models.Q(models.Q(('archived_at', None), _negated=True), models.Q(('archive_reason', ''), _negated=True)), _connector='OR'), name='catalog_branch_archived_with_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='BranchEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('archive_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='reason for archiving')),
                        ('code', models.SlugField(db_index=False, max_length=20, verbose_name='code')),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                        ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='phone number')),
                        ('is_active', models.BooleanField(default=True, verbose_name='active')),
                        ('archived_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='archived by')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='catalog.branch')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Product',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('archive_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='reason for archiving')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('sku', models.CharField(max_length=40, unique=True, verbose_name='SKU')),
                        ('price', models.PositiveBigIntegerField(help_text='In whole dong (VND)', verbose_name='price')),
                        ('kind', models.CharField(choices=[('course', 'Course'), ('book', 'Book'), ('instrument', 'Instrument'), ('lesson-package', 'Lesson package')], max_length=20, verbose_name='kind')),
                        ('stock', models.PositiveIntegerField(blank=True, help_text='Empty: not counted', null=True, verbose_name='stock')),
                        ('status', models.GeneratedField(db_persist=True, expression=models.Case(models.When(archived_at=None, then=models.Value('active')), default=models.Value('archived')), output_field=models.CharField(choices=[('active', 'Active'), ('archived', 'Archived')], max_length=10, verbose_name='status'), verbose_name='status')),
                        ('archived_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='archived by')),
                        ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='changed')),
                    ],
                    options={
                        'verbose_name': 'product',
                        'verbose_name_plural': 'products',
                        'ordering': ['name'],
                        'indexes': [models.Index(fields=['status', 'kind', 'name'], name='product_status_kind_name')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('archive_reason', ''), ('archived_at', None)), models.Q(models.Q(('archived_at', None), _negated=True), models.Q(('archive_reason', ''), _negated=True)), _connector='OR'), name='catalog_product_archived_with_reason'), models.CheckConstraint(condition=models.Q(('kind__in', ['course', 'book', 'instrument', 'lesson-package'])), name='product_kind_known'), models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='product_price_not_negative')],
                    },
                ),
                migrations.CreateModel(
                    name='ProductEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('archive_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='reason for archiving')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('sku', models.CharField(max_length=40, verbose_name='SKU')),
                        ('price', models.PositiveBigIntegerField(help_text='In whole dong (VND)', verbose_name='price')),
                        ('kind', models.CharField(choices=[('course', 'Course'), ('book', 'Book'), ('instrument', 'Instrument'), ('lesson-package', 'Lesson package')], max_length=20, verbose_name='kind')),
                        ('stock', models.PositiveIntegerField(blank=True, help_text='Empty: not counted', null=True, verbose_name='stock')),
                        ('archived_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='archived by')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='catalog.product')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='PriceChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=school.clock.now, verbose_name='at')),
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='key')),
                        ('was', models.PositiveBigIntegerField(verbose_name='old price')),
                        ('price', models.PositiveBigIntegerField(verbose_name='new price')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='price_changes', to='catalog.product', verbose_name='product')),
                    ],
                    options={
                        'verbose_name': 'price change',
                        'verbose_name_plural': 'price changes',
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['product', '-id'], name='price_change_of_product')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('was', models.F('price')), _negated=True), name='price_changes')],
                    },
                ),
                migrations.CreateModel(
                    name='StockMovement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=school.clock.now, verbose_name='at')),
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='key')),
                        ('kind', models.CharField(choices=[('received', 'Received'), ('returned', 'Returned by a customer'), ('sold', 'Sold'), ('damaged', 'Damaged or lost'), ('counted', 'Counted'), ('corrected', 'Corrected')], max_length=10, verbose_name='kind')),
                        ('delta', models.IntegerField(verbose_name='quantity')),
                        ('after', models.PositiveIntegerField(verbose_name='stock afterwards')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='catalog.product', verbose_name='product')),
                    ],
                    options={
                        'verbose_name': 'stock movement',
                        'verbose_name_plural': 'stock movements',
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['product', '-id'], name='movement_of_product')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'returned', 'sold', 'damaged', 'counted', 'corrected'])), name='movement_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('delta', 0), _negated=True), ('kind', 'counted'), _connector='OR'), name='movement_moves')],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='branch',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "catalog_branchevent" ("address", "archive_reason", "archived_at", "archived_by_id", "code", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (NEW."address", NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."code", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone"); RETURN NULL;', hash='81cc532d86e3167fcc52d3ab9431aa1dd38e8c7a', operation='INSERT', pgid='pgtrigger_insert_insert_bcf44', table='catalog_branch', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='branch',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "catalog_branchevent" ("address", "archive_reason", "archived_at", "archived_by_id", "code", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (NEW."address", NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."code", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone"); RETURN NULL;', hash='0c40ee6350e1e6dc8cff4c9e839873f0bdf157d1', operation='UPDATE', pgid='pgtrigger_update_update_f952d', table='catalog_branch', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='branch',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "catalog_branchevent" ("address", "archive_reason", "archived_at", "archived_by_id", "code", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (OLD."address", OLD."archive_reason", OLD."archived_at", OLD."archived_by_id", OLD."code", OLD."id", OLD."is_active", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone"); RETURN NULL;', hash='dce318405a4d6e22024d0645b91a5eb512395c8b', operation='DELETE', pgid='pgtrigger_delete_delete_e93d9', table='catalog_branch', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "catalog_productevent" ("archive_reason", "archived_at", "archived_by_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "sku", "stock") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price", NEW."sku", NEW."stock"); RETURN NULL;', hash='d3ad2beed9de961d55cb5d1dfa29ae8f5827ef95', operation='INSERT', pgid='pgtrigger_insert_insert_ae3fa', table='catalog_product', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archive_reason" IS DISTINCT FROM (NEW."archive_reason") OR OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."archived_by_id" IS DISTINCT FROM (NEW."archived_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."sku" IS DISTINCT FROM (NEW."sku") OR OLD."stock" IS DISTINCT FROM (NEW."stock"))', func='INSERT INTO "catalog_productevent" ("archive_reason", "archived_at", "archived_by_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "sku", "stock") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price", NEW."sku", NEW."stock"); RETURN NULL;', hash='9f348ae4d7a935e1954e8c27a102898ca64e7eda', operation='UPDATE', pgid='pgtrigger_update_update_580c5', table='catalog_product', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "catalog_productevent" ("archive_reason", "archived_at", "archived_by_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "sku", "stock") VALUES (OLD."archive_reason", OLD."archived_at", OLD."archived_by_id", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."price", OLD."sku", OLD."stock"); RETURN NULL;', hash='79d1907fb12bf0d182dfdd992ec10f1bd62297ad', operation='DELETE', pgid='pgtrigger_delete_delete_a763a', table='catalog_product', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='sku_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."sku" IS DISTINCT FROM (NEW."sku"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='56ab586a8cc62c4cf05d1186fbaf73497bbefef3', operation='UPDATE', pgid='pgtrigger_sku_stays_72f4b', table='catalog_product', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='stock_at_first', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.stock IS NOT NULL)', func="\n        INSERT INTO catalog_stockmovement (product_id, kind, delta, after, note, at, key)\n        VALUES (NEW.id, 'counted', NEW.stock, NEW.stock, '', now(), gen_random_uuid());\n        RETURN NULL;\n    ", hash='b0b9c9b73c8a423782a73eca888d43b624789824', operation='INSERT', pgid='pgtrigger_stock_at_first_cc4cd', table='catalog_product', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='changed_past_the_books', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (pg_trigger_depth() = 0 AND (OLD.price IS DISTINCT FROM NEW.price OR OLD.stock IS DISTINCT FROM NEW.stock))', func="\n        IF OLD.price <> NEW.price THEN\n            INSERT INTO catalog_pricechange (product_id, was, price, reason, at, key)\n            VALUES (NEW.id, OLD.price, NEW.price, '', now(), gen_random_uuid());\n        END IF;\n        IF NEW.stock IS NULL AND OLD.stock IS NOT NULL THEN\n            RAISE EXCEPTION 'what was counted stays counted'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_stays_counted';\n        END IF;\n        IF OLD.stock IS DISTINCT FROM NEW.stock THEN\n            INSERT INTO catalog_stockmovement (product_id, kind, delta, after, note, at, key)\n            VALUES (NEW.id, 'counted', NEW.stock - COALESCE(OLD.stock, 0), NEW.stock, '', now(), gen_random_uuid());\n        END IF;\n        RETURN NULL;\n    ", hash='bd5883f2800fddaa4f5a8b76e76c0e6cc6014f43', operation='UPDATE', pgid='pgtrigger_changed_past_the_books_e0015', table='catalog_product', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='changed_when', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF (OLD.name, OLD.sku, OLD.price, OLD.kind, OLD.stock, OLD.archived_at IS NULL)\n            IS DISTINCT FROM (NEW.name, NEW.sku, NEW.price, NEW.kind, NEW.stock, NEW.archived_at IS NULL)\n        THEN\n            NEW.updated_at := GREATEST(clock_timestamp(), OLD.updated_at + interval '1 microsecond');\n        ELSE\n            NEW.updated_at := OLD.updated_at;\n        END IF;\n        RETURN NEW;\n    ", hash='466d2c8fc48aecfad39f818e271f9b6dbc0a640f', operation='UPDATE', pgid='pgtrigger_changed_when_474e9', table='catalog_product', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='pricechange',
                    trigger=pgtrigger.compiler.Trigger(name='price_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (pg_trigger_depth() = 0)', func='\n        SELECT price INTO NEW.was FROM catalog_product WHERE id = NEW.product_id FOR NO KEY UPDATE;\n        UPDATE catalog_product SET price = NEW.price WHERE id = NEW.product_id;\n        RETURN NEW;\n    ', hash='7cecd490f954e6354e8a2a28c4f8256ea7ec039b', operation='INSERT', pgid='pgtrigger_price_is_kept_568b1', table='catalog_pricechange', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='pricechange',
                    trigger=pgtrigger.compiler.Trigger(name='lines_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."product_id" IS DISTINCT FROM (NEW."product_id") OR OLD."was" IS DISTINCT FROM (NEW."was") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."reason" IS DISTINCT FROM (NEW."reason"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7dae4ebe089dbc1126e90ad22f2d4185388650d8', operation='UPDATE', pgid='pgtrigger_lines_stay_4b612', table='catalog_pricechange', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='pricechange',
                    trigger=pgtrigger.compiler.Trigger(name='lines_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1a53e24bb286d802fe92f55ca7578b2156f2dd11', operation='DELETE', pgid='pgtrigger_lines_are_kept_a4bc0', table='catalog_pricechange', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='stockmovement',
                    trigger=pgtrigger.compiler.Trigger(name='stock_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (pg_trigger_depth() = 0)', declare='DECLARE stock_before integer;', func="\n        SELECT stock INTO stock_before FROM catalog_product WHERE id = NEW.product_id FOR NO KEY UPDATE;\n        IF NEW.kind = 'counted' THEN\n            NEW.delta := NEW.after - COALESCE(stock_before, 0);\n        ELSIF stock_before IS NULL THEN\n            RAISE EXCEPTION 'what was never counted does not move'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_counted_first';\n        ELSE\n            NEW.after := stock_before + NEW.delta;\n        END IF;\n        UPDATE catalog_product SET stock = NEW.after WHERE id = NEW.product_id;\n        RETURN NEW;\n    ", hash='780890a40fea9057150cd38672cb8d5dd7499030', operation='INSERT', pgid='pgtrigger_stock_is_kept_4edbb', table='catalog_stockmovement', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='stockmovement',
                    trigger=pgtrigger.compiler.Trigger(name='lines_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."product_id" IS DISTINCT FROM (NEW."product_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."delta" IS DISTINCT FROM (NEW."delta") OR OLD."after" IS DISTINCT FROM (NEW."after") OR OLD."note" IS DISTINCT FROM (NEW."note"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='62a965c6a951bc0ca513359c1c820fa17b6ec03c', operation='UPDATE', pgid='pgtrigger_lines_stay_76ce0', table='catalog_stockmovement', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='stockmovement',
                    trigger=pgtrigger.compiler.Trigger(name='lines_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='47cc30d905c7ccd656775f8f5cd932eb5089062f', operation='DELETE', pgid='pgtrigger_lines_are_kept_70b56', table='catalog_stockmovement', when='BEFORE')),
                ),
            ],
        ),
    ]
