"""What a letter repeats of what was typed: nobody can use the school's mail to send a text of their own to somebody."""

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from forms_intake.enums import Source
from school.text import clean

if TYPE_CHECKING:
    from forms_intake.models import Submission
    from forms_intake.slips.block_a import BlockA

# What a stranger may be sent of somebody's words: a name, the name of a course, a short remark.
LONGEST = 80
_LINK = re.compile(r"\S*(?:://|//(?=[^\W\d_])|www\.)\S*", re.IGNORECASE)
# Between letters or digits a dot may be a domain's, and a colon after a letter may follow a scheme ("tel:"); a blank
# after it makes none, and reads well after a sentence too.
_JOINT = re.compile(r"(?<=\w)[.\u3002](?=\w)|(?<=[^\W\d_]):(?=[\w+])")


def repeated(form: "type[BlockA]", submission: "Submission") -> dict[str, Any]:
    """The answers with all free text harmless; long texts only for an address that is known to be the sender's own.

    Names of files are free text too, and say nothing that the sender does not know: their number does.
    """
    # The fields behind the forms, not needed before.
    from forms_intake.slips.fields import Text
    from forms_intake.slips.files import FilesField

    typed = {name for name, field in form.base_fields.items() if isinstance(field, Text)}
    files = {name for name, field in form.base_fields.items() if isinstance(field, FilesField)}
    is_proven = _is_proven(submission)
    told = {
        name: _told(str(value), is_proven=is_proven) if name in typed else value
        for name, value in submission.payload.items()
    }
    return told | {name: [_("Files received: %(count)s") % {"count": len(told[name])}] for name in files & told.keys()}


def harmless(typed: str) -> str:
    """The text without anything that a mail program would make a link of, and without invisible signs."""
    # Some programs read every kind of dot, slash or letter as the plain one that it stands for.
    plain = unicodedata.normalize("NFKC", clean(typed, lines=True))
    return _JOINT.sub(r"\g<0> ", _LINK.sub(_("(link left out)"), plain))


def _told(typed: str, *, is_proven: bool) -> str:
    if not is_proven and len(typed) > LONGEST:
        return _("Not repeated here, because it is long. The school has it word for word.")
    return harmless(typed)


def _is_proven(submission: "Submission") -> bool:
    """Whether the office typed the address, or the sender's account has shown that it is theirs."""
    if submission.source == Source.STAFF:
        return True
    mine = EmailAddress.objects.filter(user=submission.account_id, email__iexact=submission.contact_email)
    return submission.account_id is not None and mine.filter(verified=True).exists()
