"""The register: which slips are open online."""

from collections.abc import Mapping

from forms_intake.slips.change_entry import CHANGE
from forms_intake.slips.hold_entry import HOLD
from forms_intake.slips.leave_entry import LEAVE_REQUEST
from forms_intake.slips.registry import Slip

_OPEN = (LEAVE_REQUEST, CHANGE, HOLD)
SLIPS: Mapping[str, Slip] = {slip.form_type.value: slip for slip in _OPEN}
