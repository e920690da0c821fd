"""A slip that was accepted. It is never lost, and kept until its retention time is over."""

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from catalog.models import Branch
from forms_intake.enums import (
    Flag,
    FormType,
    LarkStatus,
    MatchConfidence,
    Source,
    UserAgentClass,
    WorkStatus,
)
from forms_intake.models import computed
from school import clock
from school.archive import Archivable, ArchivableQuerySet
from school.encryption import EncryptedJSONField

# The address without capitals and without what may follow a plus: all of these arrive in one mailbox.
MAILBOX = Func(Lower("contact_email"), Value(r"\+[^@]*"), Value(""), function="regexp_replace")


# Questions use them; nobody reads them.
COMPUTED = ("search_words", "facets", "shelf", "due_key", "name_key")
# How few slips end.
SELDOM = [WorkStatus.DECLINED.value, WorkStatus.WITHDRAWN.value]
# No line about a slip shows these.
HEAVY = (*COMPUTED, "sensitive", "payload", "search_text")
# The manager's defer does not reach slips that come with rows of other tables.
HEAVY_OF_ANOTHER = tuple(f"submission__{name}" for name in HEAVY)


class SubmissionQuerySet(ArchivableQuerySet["Submission"]):
    """The words in which submissions are asked for."""

    def undelivered(self) -> Self:
        """A person is needed before Lark gets these."""
        return self.filter(lark_status=LarkStatus.FAILED)

    def unfinished(self) -> Self:
        """Work for the office."""
        return self.active().exclude(
            work_status__in=[WorkStatus.DONE, WorkStatus.DECLINED, WorkStatus.WITHDRAWN],
        )

    def quarantined(self) -> Self:
        """Possible spam: kept, and hidden from the default lists."""
        return self.filter(facets__contains=[Flag.POSSIBLE_SPAM.value])

    def of_mailbox(self, mailbox: str) -> Self:
        """Whose copies go to this mailbox (deliveries.letters), however the address was written."""
        return self.alias(mailbox=MAILBOX).filter(~Q(contact_email=""), mailbox=mailbox)

    def of_student(self, *, code: str, phone: str, name_folded: str) -> Self:
        """Submissions of the same student: same code, or same phone and same folded name (slips.md section 2)."""
        same = Q(contact_phone=phone, student_name_folded=name_folded)
        return self.filter(same | Q(student_code=code) if code else same)


_Manager = models.Manager.from_queryset(SubmissionQuerySet)


class SubmissionManager(_Manager["Submission"]):
    """Rows come without what only questions use."""

    def get_queryset(self) -> SubmissionQuerySet:
        """As always, but for the computed columns."""
        return super().get_queryset().defer(*COMPUTED)  # type: ignore[return-value]  # django-stubs forgets whose manager it is


# Attempts have a log of their own; the search text is computed, and the first answer follows from the status.
@pghistory.track(exclude=["search_text", "lark_attempts", "revision", "answered_at", *COMPUTED])
class Submission(Archivable):
    """One slip as it was sent. [formSubmissions]"""

    form_type = models.CharField(_("slip"), max_length=20, choices=FormType.choices)
    reference = models.CharField(_("reference"), max_length=14, unique=True)
    schema_version = models.PositiveSmallIntegerField(_("form version"))
    policy_version = models.PositiveIntegerField(_("policy version"))
    notice_version = models.PositiveSmallIntegerField(_("privacy notice version"))
    idempotency_key = models.UUIDField(_("idempotency key"), unique=True)
    submitted_at = models.DateTimeField(_("submitted at"), default=clock.now)

    payload = models.JSONField(_("answers"))
    # Health and private notes: encrypted, and never part of a card, a list or the search text.
    sensitive = EncryptedJSONField(_("sensitive answers"), default=dict, blank=True)
    student_name = models.CharField(_("student"), max_length=80)
    student_name_folded = models.CharField(_("student, for search"), max_length=80)
    student_code = models.CharField(_("student code"), max_length=20, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=80)
    contact_phone = PhoneNumberField(_("phone number"))
    contact_email = models.EmailField(_("e-mail"), blank=True)
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("branch"),
        db_index=False,  # submission_branch_at begins with it
    )
    entry_branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered at")
    )
    key_date = models.DateField(_("key date"), null=True, blank=True)
    search_text = models.TextField(_("search text"))

    flags = ArrayField(models.CharField(max_length=20), verbose_name=_("flags"), default=list, blank=True)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="repeats", verbose_name=_("repeats")
    )
    work_status = models.CharField(
        _("work status"), max_length=10, choices=WorkStatus.choices, default=WorkStatus.RECEIVED
    )
    status_reason = models.TextField(_("reason"), blank=True)
    # Who brought it to this status, and when; nobody for a slip as it came, and for a sender who is not signed in.
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("status changed by"),
    )
    status_at = models.DateTimeField(_("status changed at"), null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_submissions",
        verbose_name=_("assignee"),
        db_index=False,  # submission_assignee_at begins with it
    )
    due_at = models.DateTimeField(_("answer promised by"), null=True, blank=True)
    # When the office first said anything: agreed, declined, asked or was done. What the sender does is no answer.
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    # Links to the status page that were made before this moment open nothing any more; the office has closed them.
    links_since = models.DateTimeField(_("older status links closed at"), null=True, blank=True, editable=False)
    # Counts the changes that cards and rows in Lark must show; see Delivery.revision.
    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # The sender's data are gone and a pseudonym stands in their place; the slip itself still counts.
    purged_at = models.DateTimeField(_("purged at"), null=True, blank=True, editable=False)

    lark_status = models.CharField(
        _("Lark"), max_length=7, choices=LarkStatus.choices, default=LarkStatus.PENDING, editable=False
    )
    lark_error = models.CharField(_("Lark error"), max_length=80, blank=True, editable=False)
    lark_attempts = models.PositiveIntegerField(_("Lark attempts"), default=0, editable=False)

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("sent by"),
    )
    match_confidence = models.CharField(
        _("student matched"), max_length=7, choices=MatchConfidence.choices, default=MatchConfidence.NONE
    )
    source = models.CharField(_("source"), max_length=5, choices=Source.choices, default=Source.WEB)
    user_agent_class = models.CharField(
        _("browser"), max_length=9, choices=UserAgentClass.choices, default=UserAgentClass.BROWSER
    )
    ip_hash = models.CharField(_("hashed address"), max_length=64, blank=True)
    locale = models.CharField(_("language"), max_length=2, choices=[("vi", "vi"), ("en", "en")], default="vi")

    search_words = computed.search_words()
    facets = computed.facets()
    shelf = computed.shelf()
    due_key = computed.due_key()
    name_key = computed.name_key()

    objects: ClassVar[SubmissionQuerySet] = SubmissionManager()  # type: ignore[assignment]  # django-stubs types as_manager() as a plain Manager

    class Meta:
        verbose_name, verbose_name_plural = _("submission"), _("submissions")
        ordering = ["-submitted_at", "-id"]
        constraints = [
            *Archivable.Meta.constraints,
            models.CheckConstraint(condition=Q(form_type__in=FormType.values), name="submission_form_type_known"),
            models.CheckConstraint(condition=Q(lark_status__in=LarkStatus.values), name="submission_lark_status_known"),
            models.CheckConstraint(condition=Q(work_status__in=WorkStatus.values), name="submission_work_status_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="submission_source_known"),
            models.CheckConstraint(
                condition=Q(match_confidence__in=MatchConfidence.values), name="submission_match_known"
            ),
            models.CheckConstraint(
                condition=Q(user_agent_class__in=UserAgentClass.values), name="submission_user_agent_known"
            ),
            models.CheckConstraint(
                condition=Q(contact_phone__regex=r"^\+[1-9]\d{6,14}$")
                | Q(purged_at__isnull=False, contact_phone="", contact_email="", search_text=""),
                name="submission_phone_is_e164",
            ),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^(TT|NP|CN|BL|TD)-\d{6}-[0-9A-HJKMNP-TV-Z]{4}$"),
                name="submission_reference_form",
            ),
            models.CheckConstraint(condition=Q(flags__contained_by=Flag.values), name="submission_flags_known"),
            models.CheckConstraint(
                condition=~Q(work_status__in=[WorkStatus.DECLINED, WorkStatus.NEEDS_INFO]) | ~Q(status_reason=""),
                name="submission_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(lark_status=LarkStatus.FAILED) ^ Q(lark_error=""), name="submission_failed_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="submission_keyset"),
            # The orders of the inbox, within the one thing that most lists are narrowed by (inbox.listing).
            models.Index(fields=["form_type", "-submitted_at", "-id"], name="submission_form_type_at"),
            models.Index(fields=["shelf", "-submitted_at", "-id"], name="submission_shelf_at"),
            models.Index(fields=["branch", "-submitted_at", "-id"], name="submission_branch_at"),
            # Of what ends otherwise than most: a new slip costs it nothing.
            models.Index(
                fields=["work_status", "-submitted_at", "-id"],
                condition=Q(work_status__in=SELDOM),
                name="submission_seldom_at",
            ),
            models.Index(fields=["assignee", "-submitted_at", "-id"], name="submission_assignee_at"),
            models.Index(fields=["name_key", "id"], name="submission_name_key"),
            models.Index(fields=["due_key", "id"], name="submission_due_key"),
            models.Index(fields=["lark_status", "-submitted_at"], name="submission_lark_status"),
            models.Index(fields=["contact_phone", "student_name_folded"], name="submission_student"),
            models.Index(fields=["student_code"], condition=~Q(student_code=""), name="submission_student_code"),
            # How many slips came from one address, from one telephone, and to one mailbox (slips.flood, letters).
            models.Index(fields=["ip_hash", "-submitted_at"], condition=~Q(ip_hash=""), name="submission_address"),
            models.Index(fields=["contact_phone", "-submitted_at"], name="submission_telephone"),
            models.Index(MAILBOX, condition=~Q(contact_email=""), name="submission_mailbox"),
            models.Index(fields=["lark_error"], condition=~Q(lark_error=""), name="submission_lark_error"),
            GinIndex(fields=["search_words", "facets"], name="submission_words"),
        ]

    def __str__(self) -> str:
        return self.reference
