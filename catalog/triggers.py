"""The books and the product agree, whoever writes: verbs, bulk changes, raw SQL and the release before this one.

A line of a book changes the product; a product that is changed past the books gets its line. The depth tells the two
apart: 0 is a statement of somebody's, more is one of these functions'.
"""

import pgtrigger

_BY_SOMEBODY = "pg_trigger_depth() = 0"

# The row lock makes two lines about one product come one after the other: each begins where the other ended.
STOCK_IS_KEPT = pgtrigger.Trigger(
    name="stock_is_kept",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition(_BY_SOMEBODY),
    declare=[("stock_before", "integer")],
    func="""
        SELECT stock INTO stock_before FROM catalog_product WHERE id = NEW.product_id FOR NO KEY UPDATE;
        IF NEW.kind = 'counted' THEN
            NEW.delta := NEW.after - COALESCE(stock_before, 0);
        ELSIF stock_before IS NULL THEN
            RAISE EXCEPTION 'what was never counted does not move'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_counted_first';
        ELSE
            NEW.after := stock_before + NEW.delta;
        END IF;
        UPDATE catalog_product SET stock = NEW.after WHERE id = NEW.product_id;
        RETURN NEW;
    """,
)
PRICE_IS_KEPT = pgtrigger.Trigger(
    name="price_is_kept",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition(_BY_SOMEBODY),
    func="""
        SELECT price INTO NEW.was FROM catalog_product WHERE id = NEW.product_id FOR NO KEY UPDATE;
        UPDATE catalog_product SET price = NEW.price WHERE id = NEW.product_id;
        RETURN NEW;
    """,
)
STOCK_AT_FIRST = pgtrigger.Trigger(
    name="stock_at_first",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.stock IS NOT NULL"),
    func="""
        INSERT INTO catalog_stockmovement (product_id, kind, delta, after, note, at, key)
        VALUES (NEW.id, 'counted', NEW.stock, NEW.stock, '', now(), gen_random_uuid());
        RETURN NULL;
    """,
)
CHANGED_PAST_THE_BOOKS = pgtrigger.Trigger(
    name="changed_past_the_books",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        f"{_BY_SOMEBODY} AND (OLD.price IS DISTINCT FROM NEW.price OR OLD.stock IS DISTINCT FROM NEW.stock)"
    ),
    func="""
        IF OLD.price <> NEW.price THEN
            INSERT INTO catalog_pricechange (product_id, was, price, reason, at, key)
            VALUES (NEW.id, OLD.price, NEW.price, '', now(), gen_random_uuid());
        END IF;
        IF NEW.stock IS NULL AND OLD.stock IS NOT NULL THEN
            RAISE EXCEPTION 'what was counted stays counted'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_stays_counted';
        END IF;
        IF OLD.stock IS DISTINCT FROM NEW.stock THEN
            INSERT INTO catalog_stockmovement (product_id, kind, delta, after, note, at, key)
            VALUES (NEW.id, 'counted', NEW.stock - COALESCE(OLD.stock, 0), NEW.stock, '', now(), gen_random_uuid());
        END IF;
        RETURN NULL;
    """,
)
# What the API shows of a product, and no other column. Each moment is later than the row's former one, so the sum of
# all moments never comes back to what it was (api/reading.py).
CHANGED_WHEN = pgtrigger.Trigger(
    name="changed_when",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="""
        IF (OLD.name, OLD.sku, OLD.price, OLD.kind, OLD.stock, OLD.archived_at IS NULL)
            IS DISTINCT FROM (NEW.name, NEW.sku, NEW.price, NEW.kind, NEW.stock, NEW.archived_at IS NULL)
        THEN
            NEW.updated_at := GREATEST(clock_timestamp(), OLD.updated_at + interval '1 microsecond');
        ELSE
            NEW.updated_at := OLD.updated_at;
        END IF;
        RETURN NEW;
    """,
)
# Slips, addresses of the marketing site and posters call a product by its SKU.
SKU_STAYS = pgtrigger.ReadOnly(name="sku_stays", fields=["sku"])


def append_only() -> list[pgtrigger.Trigger]:
    """Lines of a book are neither changed nor deleted; only whoever wrote one can be forgotten."""
    return [
        pgtrigger.ReadOnly(name="lines_stay", exclude=["by"]),
        pgtrigger.Protect(name="lines_are_kept", operation=pgtrigger.Delete),
    ]
