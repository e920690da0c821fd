"""How many slips one address or one telephone sends; beyond that they are held back, never refused (slips.md, 10)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from forms_intake.enums import Source

LIMITS = ((5, timedelta(minutes=10)), (20, timedelta(days=1)))
# Whether there is a slip too many, from this address (tests and imports know none) or from this telephone.
_TOO_MANY = """EXISTS (
    SELECT FROM forms_intake_submission
    WHERE {same} AND source <> %(staff)s AND submitted_at > %(since_{count})s OFFSET {last}
)"""
_SAME = ("ip_hash = %(address)s AND %(address)s <> ''", "contact_phone = %(phone)s")
# One question for all limits: it is asked with every slip.
_SQL = "SELECT " + " OR ".join(
    _TOO_MANY.format(same=same, count=count, last=count - 1) for same in _SAME for count, _period in LIMITS
)


def is_over(*, ip_hash: str, contact_phone: str, now: datetime) -> bool:
    """Whether earlier slips have used up what the address or the telephone may send.

    What the office entered does not count: its callers' telephones, and the address that it shares with the families
    in the school's own network. Hashes of addresses change with the month, so each month begins anew.
    """
    if settings.SPAM_CHECKS == "none":
        return False
    same = {"address": ip_hash, "phone": contact_phone, "staff": Source.STAFF.value}
    since = {f"since_{count}": now - period for count, period in LIMITS}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {**same, **since})
        return bool(cursor.fetchone()[0])
