"""Closed lists of this app; each is also a database check constraint."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FormType(models.TextChoices):
    """The five slips; stored, and part of addresses."""

    STUDENT_INFO = "student-info", _("Student information slip")
    LEAVE_REQUEST = "leave-request", _("Leave request slip")
    TRANSFER = "transfer", _("Transfer slip")
    HOLD = "hold", _("Hold slip")
    CHANGE = "change", _("Change slip")


class LarkStatus(models.TextChoices):
    """Summary of a submission's deliveries (design.md section 3)."""

    PENDING = "pending", pgettext_lazy("lark status", "Sending")
    SENT = "sent", pgettext_lazy("lark status", "Sent")
    FAILED = "failed", pgettext_lazy("lark status", "Needs attention")


class WorkStatus(models.TextChoices):
    """How far the office is with a submission."""

    RECEIVED = "received", _("Received")
    IN_REVIEW = "in_review", _("In review")
    NEEDS_INFO = "needs_info", _("Needs information")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Flag(models.TextChoices):
    """Rules that were touched; they inform, and block nothing (slips.md section 3)."""

    LATE_NOTICE = "late_notice", _("Late notice")
    AFTER_START = "after_start", _("Sent after the lesson began")
    OVER_QUOTA = "over_quota", _("More leaves than allowed")
    LONG_ABSENCE = "long_absence", _("Long absence, a hold fits better")
    HOLD_TOO_LONG = "hold_too_long", _("Hold longer than allowed")
    HOLD_REPEAT = "hold_repeat", _("Held before")
    TRANSFER_REPEAT = "transfer_repeat", _("Course transferred before")
    CHANGE_QUOTA = "change_quota", _("More changes than allowed")
    PRICE_DIFFERENCE = "price_difference", _("Fees differ")
    MISSING_EVIDENCE = "missing_evidence", _("Papers missing")
    STUDENT_NOT_FOUND = "student_not_found", _("Student not matched")
    DUPLICATE = "duplicate", _("Possible duplicate")
    MINOR_NO_GUARDIAN = "minor_no_guardian", _("Under 16, no parent given")
    FOREIGN_PHONE = "foreign_phone", _("Foreign number")
    PRIVATE_NOTE = "private_note", _("Has a private note")
    POSSIBLE_SPAM = "possible_spam", _("Possible spam")
    OUT_OF_HOURS = "out_of_hours", _("Sent out of hours")
    # Routes a change of teacher to the managers' chat, which teachers do not read (slips.md sections 8 and 9).
    TEACHER_CHANGE = "teacher_change", _("Asks for another teacher")


class Source(models.TextChoices):
    """How the slip came in."""

    WEB = "web", _("Website")
    QR = "qr", _("QR code")
    LINK = "link", _("Personal link")
    STAFF = "staff", _("Entered by the office")


class UserAgentClass(models.TextChoices):
    """The kind of browser, because in-app browsers fail in their own ways (slips.md section 10)."""

    ZALO = "zalo", "Zalo"
    FACEBOOK = "facebook", "Facebook"
    MESSENGER = "messenger", "Messenger"
    LARK = "lark", "Lark"
    BROWSER = "browser", _("Browser")


class MatchConfidence(models.TextChoices):
    """How surely a submission belongs to a known student."""

    NONE = "none", _("Not matched")
    LIKELY = "likely", _("Likely")
    CERTAIN = "certain", _("Certain")


class DestinationKind(models.TextChoices):
    """The transports of lark.md section 0."""

    WEBHOOK = "webhook", _("Lark group robot (webhook)")
    MESSAGE = "message", _("Lark app message")
    BASE = "base", _("Lark Base record")
    EMAIL = "email", _("E-mail to the sender")


class Circuit(models.TextChoices):
    """Whether a destination takes calls; OPEN holds every delivery until a person has mended the configuration."""

    CLOSED = "closed", pgettext_lazy("circuit", "Working")
    OPEN = "open", pgettext_lazy("circuit", "Held: configuration fault")


class Purpose(models.TextChoices):
    """What a delivery says about its submission."""

    CREATE = "create", _("New slip")
    UPDATE = "update", _("Change of status")


class DeliveryState(models.TextChoices):
    """Where a delivery stands (lark.md section 6, point 6)."""

    PENDING = "pending", pgettext_lazy("delivery", "Due")
    LEASED = "leased", pgettext_lazy("delivery", "Being sent")
    WAITING = "waiting", pgettext_lazy("delivery", "Waiting for the next try")
    PARKED = "parked", pgettext_lazy("delivery", "Waiting for the destination")
    DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
    DEAD = "dead", pgettext_lazy("delivery", "Given up")
    CANCELLED = "cancelled", pgettext_lazy("delivery", "Cancelled")


class Outcome(models.TextChoices):
    """Classes of answers, each with one reaction of the engine (lark.md section 4.4)."""

    OK = "ok", _("Accepted")
    TOKEN = "token", _("Access token out of date")
    RATE = "rate", _("Too many calls")
    BACKOFF = "backoff", _("Temporary fault")
    QUOTA = "quota", _("Monthly quota used up")
    CONFIG = "config", _("Configuration fault")
    CONTENT = "content", _("Content refused")
    CRASH = "crash", _("Sender stopped in between")


class AlertKind(models.TextChoices):
    """What a person must know about within a minute, through another channel than Lark."""

    HELD = "held", _("A destination is held")
    OVERDUE = "overdue", _("Slips wait too long")
    QUOTA = "quota", _("Monthly quota nearly or wholly used up")
    DRIFT = "drift", _("Columns of a Base have changed")
    GIVEN_UP = "given_up", _("A delivery was given up")
    NOWHERE = "nowhere", _("No destination takes a slip")


class ResendState(models.TextChoices):
    """How far a bulk resend is."""

    RUNNING = "running", pgettext_lazy("resend", "Running")
    FINISHED = "finished", pgettext_lazy("resend", "Finished")
    CANCELLED = "cancelled", pgettext_lazy("resend", "Cancelled")


class FileType(models.TextChoices):
    """What an attachment is on disk: pictures are all made anew as JPEG."""

    JPEG = "image/jpeg", pgettext_lazy("file", "Picture")
    PDF = "application/pdf", "PDF"


class ScanState(models.TextChoices):
    """What the virus scanner said."""

    UNSCANNED = "unscanned", _("not scanned")
    CLEAN = "clean", _("nothing found")
    INFECTED = "infected", _("harmful, locked")


class LinkState(models.TextChoices):
    """Whether a personal link still opens its slip."""

    OPEN = "open", pgettext_lazy("personal link", "Works")
    EXPIRED = "expired", pgettext_lazy("personal link", "Expired")
    REVOKED = "revoked", pgettext_lazy("personal link", "Revoked")


class MessageKind(models.TextChoices):
    """What the sender has let the office know after sending the slip."""

    ANSWER = "answer", pgettext_lazy("message", "Answer")
    FILES = "files", pgettext_lazy("message", "Papers added")
    WITHDRAWAL = "withdrawal", pgettext_lazy("message", "Withdrawn by the sender")


class HandoverState(models.TextChoices):
    """What the receiver of a transferred course says."""

    WAITING = "waiting", pgettext_lazy("receiver", "Waiting")
    CONFIRMED = "confirmed", pgettext_lazy("receiver", "Confirmed")
    REFUSED = "refused", pgettext_lazy("receiver", "Refused")


class HandoverVia(models.TextChoices):
    """How the receiver's answer came."""

    LINK = "link", _("Link in the e-mail")
    CODE = "code", _("Confirmation code")
    OFFICE = "office", _("By telephone to the office")


class LetterTrouble(models.TextChoices):
    """Why the receiver got no e-mail."""

    ENOUGH = "enough", _("This mailbox has had enough letters for today")
    REFUSED = "refused", _("The mail server does not know the address")
    GIVEN_UP = "given_up", _("The mail server did not take it, in many tries")


class HoldState(models.TextChoices):
    """Where a hold that the school agreed to stands (holds.rules has the table)."""

    PLANNED = "planned", pgettext_lazy("hold", "Not begun")
    ACTIVE = "active", pgettext_lazy("hold", "Running")
    RETURNED = "returned", pgettext_lazy("hold", "Returned")
    LAPSED = "lapsed", pgettext_lazy("hold", "Lapsed")
    CANCELLED = "cancelled", pgettext_lazy("hold", "Cancelled")


class TaskKind(models.TextChoices):
    """What the office has to do about a slip on a certain day."""

    HOLD_REMIND = "hold_remind", _("Remind the family of the return")
    HOLD_RETURN = "hold_return", _("Arrange lessons after the hold")
    HOLD_LAPSED = "hold_lapsed", _("Decide about the lapsed course")
    HOLD_LEAVES = "hold_leaves", _("Close the leaves inside the hold")
    # What a person has put down, in their own words.
    CUSTOM = "custom", _("Task")


class Happening(models.TextChoices):
    """What a notice tells somebody of the office."""

    ASSIGNED = "assigned", pgettext_lazy("notice", "Slip assigned")
    TASK = "task", pgettext_lazy("notice", "Task given")
    ANSWER = "answer", pgettext_lazy("notice", "Answer of the sender")
    PAPERS = "papers", pgettext_lazy("notice", "Papers of the sender")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn by the sender")
    RECEIVER_AGREES = "receiver-agrees", pgettext_lazy("notice", "The receiver agrees")
    RECEIVER_REFUSES = "receiver-refuses", pgettext_lazy("notice", "The receiver refuses")
    DUE = "due", pgettext_lazy("notice", "Promised answer due soon")
    MISSED = "missed", pgettext_lazy("notice", "Promised answer missed")
    FAILING = "failing", pgettext_lazy("notice", "Slips do not reach Lark")


class Taking(models.TextChoices):
    """What takes time, and is told as a middle and a tail."""

    REPLY = "reply", _("Working minutes until the answer")
    LARK = "lark", _("Milliseconds until Lark")


class ExportState(models.TextChoices):
    """How far a file is that somebody asked for."""

    QUEUED = "queued", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being written")
    READY = "ready", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("export", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("export", "Deleted")


class ExportFormat(models.TextChoices):
    """What kind of file."""

    XLSX = "xlsx", "Excel (XLSX)"
    CSV = "csv", "CSV"


class ExportContent(models.TextChoices):
    """Which columns."""

    COMMON = "common", _("What all slips have in common")
    ANSWERS = "answers", _("Also every answer of this kind of slip")


class ExportProblem(models.TextChoices):
    """Why no file came of it, and what helps."""

    NO_ROOM = "no_room", _("The server's disk has no room for this file. Choose fewer slips, or tell the administrator")
    STOPPED = "stopped", _("Writing was interrupted again and again. Choose fewer slips, or try again later")
    FORGOTTEN = "forgotten", _("Somebody's data were deleted meanwhile. Export again, without them")
    ERROR = "error", _("The file could not be written. Try again, and tell the administrator if this goes on")
