"""What the same student has sent before and since."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from forms_intake.models import Submission

MOST = 10


@dataclass(frozen=True)
class Others:
    """The newest other slips of a student; `address`: all of them in the inbox, where there are more."""

    rows: list[Submission]
    address: str


def of(row: Submission) -> Others:
    """By code, or by telephone and name. Two queries: a student has few slips, and a million must not be walked."""
    if row.purged_at:
        return Others([], "")
    given = {"code": row.student_code, "phone": str(row.contact_phone), "name_folded": row.student_name_folded}
    same = Submission.objects.of_student(**given).filter(purged_at=None).exclude(pk=row.pk)
    # Put in order here: with an order and a limit the database would look for them by time, through all slips.
    keys = sorted(same.order_by().values_list("submitted_at", "pk"), reverse=True)
    shown = Submission.objects.filter(pk__in=[pk for _at, pk in keys[:MOST]]).defer("sensitive", "payload")
    return Others(list(shown.order_by("-submitted_at", "-id")), _all_of(row) if len(keys) > MOST else "")


def _all_of(row: Submission) -> str:
    query = {"view": "all", "q": row.student_code or str(row.contact_phone)}
    return f"{reverse('inbox:list')}?{urlencode(query)}"
