"""Slips in the admin site."""

from forms_intake.admin.deliveries import DeliveryAdmin
from forms_intake.admin.destinations import DestinationAdmin
from forms_intake.admin.policies import PolicyAdmin
from forms_intake.admin.submissions import SubmissionAdmin

__all__ = ["DeliveryAdmin", "DestinationAdmin", "PolicyAdmin", "SubmissionAdmin"]
