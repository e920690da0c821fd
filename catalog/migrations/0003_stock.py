"""Price history and movements of stock, and the triggers that keep both true."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import school.clock

_COUNTED = """
    SET CONSTRAINTS ALL IMMEDIATE;
    INSERT INTO catalog_stockmovement (product_id, kind, delta, after, note, at, key)
    SELECT id, 'counted', stock, stock, '', now(), gen_random_uuid() FROM catalog_product WHERE stock IS NOT NULL;
    SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PriceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=school.clock.now, verbose_name='at')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='key')),
                ('was', models.PositiveBigIntegerField(verbose_name='old price')),
                ('price', models.PositiveBigIntegerField(verbose_name='new price')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'price change',
                'verbose_name_plural': 'price changes',
                'ordering': ['-id'],
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
            ],
            options={
                'verbose_name': 'stock movement',
                'verbose_name_plural': 'stock movements',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='pricechange',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='pricechange',
            name='product',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='price_changes', to='catalog.product', verbose_name='product'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='product',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='catalog.product', verbose_name='product'),
        ),
        migrations.AddIndex(
            model_name='pricechange',
            index=models.Index(fields=['product', '-id'], name='price_change_of_product'),
        ),
        migrations.AddConstraint(
            model_name='pricechange',
            constraint=models.CheckConstraint(condition=models.Q(('was', models.F('price')), _negated=True), name='price_changes'),
        ),
        migrations.AddIndex(
            model_name='stockmovement',
            index=models.Index(fields=['product', '-id'], name='movement_of_product'),
        ),
        migrations.AddConstraint(
            model_name='stockmovement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'returned', 'sold', 'damaged', 'counted', 'corrected'])), name='movement_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='stockmovement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delta', 0), _negated=True), ('kind', 'counted'), _connector='OR'), name='movement_moves'),
        ),
        # Before the triggers: what is there already was counted at some time.
        migrations.RunSQL(_COUNTED, migrations.RunSQL.noop),
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
    ]
