"""Delivering: claim, call Lark outside any transaction, record (lark.md section 6)."""

from forms_intake.deliveries import calls
from forms_intake.deliveries.leases import claim
from forms_intake.deliveries.outcomes import record_patiently
from forms_intake.deliveries.pump import pump

__all__ = ["deliver", "pump"]


def deliver(pk: int) -> bool:
    """One try of one delivery, if it is due and its limits admit it now; whether one was made."""
    claimed = claim(pk)
    if claimed is None:
        return False
    record_patiently([calls.send(ready) for ready in calls.prepare([claimed])])
    return True
