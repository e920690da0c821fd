"""The last administrator stays, whoever writes to the table: bulk updates and raw SQL pass by every verb (ADR 0012)."""

import pgtrigger
from pgtrigger import Q

_ADMINISTERS = Q(old__role="admin", old__is_active=True, old__archived_at__isnull=True)
_STILL = Q(new__role="admin", new__is_active=True, new__archived_at__isnull=True)

LAST_ADMINISTRATOR_STAYS = pgtrigger.Trigger(
    name="last_administrator_stays",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=_ADMINISTERS & ~_STILL,
    # The lock makes two transactions that each remove another administrator ask one after the other.
    func="""
        PERFORM pg_advisory_xact_lock(hashtextextended('accounts.last_administrator', 0));
        IF NOT EXISTS (
            SELECT 1 FROM accounts_user WHERE role = 'admin' AND is_active AND archived_at IS NULL
        ) THEN
            RAISE EXCEPTION 'the last administrator stays'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'last_administrator_stays';
        END IF;
        RETURN NULL;
    """,
)
