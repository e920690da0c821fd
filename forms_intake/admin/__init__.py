"""Slips in the admin site."""

from forms_intake.admin.apps import LarkAppAdmin
from forms_intake.admin.deliveries import DeliveryAdmin
from forms_intake.admin.deliveries_resend import BulkResendAdmin
from forms_intake.admin.destinations import DestinationAdmin
from forms_intake.admin.exports import ExportAdmin
from forms_intake.admin.holds import HoldAdmin
from forms_intake.admin.identities import LarkIdentityAdmin
from forms_intake.admin.personal_links import PersonalLinkAdmin
from forms_intake.admin.policies import PolicyAdmin
from forms_intake.admin.reasons import ReasonTemplateAdmin
from forms_intake.admin.submissions import SubmissionAdmin
from forms_intake.admin.tasks import TaskAdmin

__all__ = [
    "BulkResendAdmin",
    "DeliveryAdmin",
    "DestinationAdmin",
    "ExportAdmin",
    "HoldAdmin",
    "LarkAppAdmin",
    "LarkIdentityAdmin",
    "PersonalLinkAdmin",
    "PolicyAdmin",
    "ReasonTemplateAdmin",
    "SubmissionAdmin",
    "TaskAdmin",
]
