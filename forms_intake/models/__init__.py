"""Slips, their rules, and what becomes of them on the way to Lark."""

from forms_intake.models.delivery import Delivery, DeliveryAttempt, Destination
from forms_intake.models.policy import Policy
from forms_intake.models.submission import Submission

__all__ = ["Delivery", "DeliveryAttempt", "Destination", "Policy", "Submission"]
