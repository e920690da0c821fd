"""The question for papers and pictures: chosen files are kept at once, and tokens take them from page to page."""

import uuid
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from forms_intake.files import kept as tokens
from forms_intake.files import limits, names, uploads
from forms_intake.files.kept import Kept, Page
from forms_intake.files.kinds import ACCEPT, IMAGES, PDF, Kind
from forms_intake.slips import visitors
from forms_intake.slips.envelope import Envelope
from school import clock

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

__all__ = ["IMAGES", "PDF", "Arrived", "FilesField", "Kept", "Page", "attached", "received"]

MOST = 3
# The inputs beside the one that holds the tokens: the browser's file chooser, and the ticks that drop a kept file.
NEW, DROP = "_new", "_drop"


@dataclass(frozen=True)
class Arrived:
    """What a posted page brought for one field: files that are kept, and why others are not."""

    kept: Sequence[Kept] = ()
    refusals: Sequence[str] = ()


class FilesWidget(forms.Widget):
    """Posts tokens under its name; `files` of the form holds what `received` made of them."""

    needs_multipart_form = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Arrived:
        found = files.get(name) if files else None
        return found if isinstance(found, Arrived) else Arrived()

    def names(self, name: str) -> list[str]:
        """Tokens travel on; the chooser and the ticks do not."""
        return [name]


class FilesField(forms.Field):
    """Up to `most` files of these kinds; cleans to a list of `Kept`. Never required by any slip: choosers may fail."""

    def __init__(self, *, most: int = MOST, kinds: Kind = IMAGES | PDF, required: bool = False, **options: Any) -> None:
        super().__init__(widget=FilesWidget(), required=required, **options)
        self.most, self.kinds = most, kinds
        self.accept, self.most_bytes = ACCEPT[kinds], limits.MOST_BYTES

    def limits_hint(self) -> str:
        """What may be chosen, said before it is."""
        if self.kinds is IMAGES:
            message = _("One picture, at most 10 MB") if self.most == 1 else _("At most %(most)s pictures, 10 MB each")
        elif self.most == 1:
            message = _("One picture or PDF, at most 10 MB")
        else:
            message = _("At most %(most)s pictures or PDF files, 10 MB each")
        return message % {"most": self.most}

    def too_many(self) -> str:
        """What is said about files beyond the most."""
        return _("At most %(most)s files. The others can be added later") % {"most": self.most}

    def too_large(self) -> str:
        """The same words as of the server, for files that need not be sent first."""
        return str(uploads.refused(self.kinds).message)

    def clean(self, value: Any) -> list[Kept]:
        given = value if isinstance(value, Arrived) else Arrived()
        if given.refusals:
            raise ValidationError([ValidationError(each, code="file") for each in given.refusals])
        if self.required and not given.kept:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(given.kept)


def received(
    questions: Mapping[str, forms.Field], request: HttpRequest, page: Page, *, by_office: bool, keeps: bool = True
) -> tuple[QueryDict, dict[str, Arrived]]:
    """The posted answers with the tokens of all files that came or were kept, and by field what became of each.

    With `keeps` off nothing new is stored: for pages that only ask what the rules say.
    """
    asked = {name: field for name, field in questions.items() if isinstance(field, FilesField)}
    if not asked:
        return request.POST, {}
    address = "" if by_office else visitors.ip_hash(request.META.get("REMOTE_ADDR", ""), clock.now())
    data: QueryDict = copy(request.POST)
    arrived = {}
    for name, field in asked.items():
        chosen = request.FILES if keeps else None
        arrived[name] = _arrived(name, field, data, chosen, page, address)
        data.setlist(name, [file.token for file in arrived[name].kept])
    return data, arrived


def _arrived(
    name: str,
    field: FilesField,
    data: QueryDict,
    chosen: "MultiValueDict[str, Any] | None",
    page: Page,
    address: str,
) -> Arrived:
    dropped = set(data.getlist(name + DROP))
    kept, is_short = tokens.read([token for token in data.getlist(name) if token not in dropped], page, name)
    refusals = [_("A file that you chose is no longer here. Choose it again")] if is_short else []
    fresh = chosen.getlist(name + NEW) if chosen else []
    for number, upload in enumerate(fresh):
        # Reading is the work, so what is refused counts too.
        if number == field.most or len(kept) >= field.most:
            refusals.append(field.too_many())
            break
        try:
            row = uploads.keep(upload, field=name, takes=field.kinds, ip_hash=address)
        except ValidationError as refused:
            refusals += [f"{names.seen(upload.name)}: {sentence}" for sentence in refused.messages]
            if refused.code in limits.OF_ALL:
                break
        else:
            # The same file once more comes from going back and choosing it again.
            kept += [tokens.of(row, page)] if row.sha256 not in {file.sha256 for file in kept} else []
    return Arrived(kept, refusals)


def page_of(envelope: Envelope) -> Page:
    """The page that this envelope belongs to; one that lost its key keeps files for no other page."""
    return Page(envelope.form_type, envelope.key or uuid.uuid4())


def attached(form: forms.Form) -> list[Kept]:
    """All files of a form that was cleaned."""
    names = [name for name, field in form.fields.items() if isinstance(field, FilesField)]
    return [file for name in names for file in form.cleaned_data.get(name, [])]


def moved(form: forms.Form, page: Page) -> QueryDict:
    """The posted answers with tokens that hold on another page: one whose key had to be changed."""
    assert isinstance(form.data, QueryDict)  # noqa: S101 - tells the type checker what a posted form holds
    data = form.data.copy()
    for name, field in form.fields.items():
        if isinstance(field, FilesField):
            data.setlist(name, tokens.moved(form.cleaned_data.get(name, []), page, name))
    return data
