"""Slips, their rules, and what becomes of them on the way to Lark."""

from forms_intake.models.attachment import Attachment
from forms_intake.models.delivery import Delivery, DeliveryAttempt, Destination
from forms_intake.models.export import Export
from forms_intake.models.figures import DayFigures, FiguresState, TimeSpread
from forms_intake.models.handover import Handover
from forms_intake.models.hold import Hold, HoldReminder
from forms_intake.models.lark_app import ApiUsage, CallbackEvent, CallLimit, LarkApp, LarkIdentity, LarkLinkCode
from forms_intake.models.message import SenderMessage
from forms_intake.models.note import Note, ReasonTemplate
from forms_intake.models.notice import Notice
from forms_intake.models.personal_link import PersonalLink
from forms_intake.models.policy import Policy
from forms_intake.models.saved_view import SavedView
from forms_intake.models.submission import Submission
from forms_intake.models.task import Task
from forms_intake.models.watch import Alert, BulkResend

__all__ = [
    "Alert",
    "ApiUsage",
    "Attachment",
    "BulkResend",
    "CallLimit",
    "CallbackEvent",
    "DayFigures",
    "Delivery",
    "DeliveryAttempt",
    "Destination",
    "Export",
    "FiguresState",
    "Handover",
    "Hold",
    "HoldReminder",
    "LarkApp",
    "LarkIdentity",
    "LarkLinkCode",
    "Note",
    "Notice",
    "PersonalLink",
    "Policy",
    "ReasonTemplate",
    "SavedView",
    "SenderMessage",
    "Submission",
    "Task",
    "TimeSpread",
]
