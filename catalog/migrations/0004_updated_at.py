"""When a product changed, as the API shows it; kept by a trigger, whoever writes."""


import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_stock'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='updated_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='changed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='product',
            trigger=pgtrigger.compiler.Trigger(name='changed_when', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF (OLD.name, OLD.sku, OLD.price, OLD.kind, OLD.stock, OLD.archived_at IS NULL)\n            IS DISTINCT FROM (NEW.name, NEW.sku, NEW.price, NEW.kind, NEW.stock, NEW.archived_at IS NULL)\n        THEN\n            NEW.updated_at := GREATEST(clock_timestamp(), OLD.updated_at + interval '1 microsecond');\n        ELSE\n            NEW.updated_at := OLD.updated_at;\n        END IF;\n        RETURN NEW;\n    ", hash='466d2c8fc48aecfad39f818e271f9b6dbc0a640f', operation='UPDATE', pgid='pgtrigger_changed_when_474e9', table='catalog_product', when='BEFORE')),
        ),
    ]
