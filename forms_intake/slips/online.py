"""The register: which slips are open online."""

from collections.abc import Mapping

from forms_intake.slips.change_entry import CHANGE
from forms_intake.slips.hold_entry import HOLD
from forms_intake.slips.leave_entry import LEAVE_REQUEST
from forms_intake.slips.registry import Slip
from forms_intake.slips.student_info_entry import STUDENT_INFO
from forms_intake.slips.transfer_entry import TRANSFER

_OPEN = (STUDENT_INFO, LEAVE_REQUEST, CHANGE, HOLD, TRANSFER)
SLIPS: Mapping[str, Slip] = {slip.form_type.value: slip for slip in _OPEN}
