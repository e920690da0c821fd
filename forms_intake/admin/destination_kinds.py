"""What each kind of destination can do and costs (lark.md section 0), in the words of somebody who must choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forms_intake.enums import DestinationKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Kind:
    """What one card of the choice says; its name is the enum's."""

    can: "_StrPromise"
    costs: "_StrPromise"


KINDS: Mapping[str, Kind] = {
    DestinationKind.WEBHOOK: Kind(
        _("A card for each slip in the group, with a button that opens it. A later status comes as a short line."),
        _("Quickest: a minute, no Lark app. Does not count to Lark's monthly quota."),
    ),
    DestinationKind.MESSAGE: Kind(
        _("A card with buttons to take, approve and decline. It shows the present status, and never arrives twice."),
        _("Needs a Lark app, once. Two calls or more of the monthly quota for each slip."),
    ),
    DestinationKind.BASE: Kind(
        _("A table of all slips to filter and count in Lark. Each slip is one row, which follows its status."),
        _("Needs a Lark app that was added to the Base. Two calls or more of the monthly quota for each slip."),
    ),
    DestinationKind.EMAIL: Kind(
        _("A copy of the slip for whoever gave an e-mail address, and a line when the status changes."),
        _("Needs nothing in Lark; goes through the school's mail server."),
    ),
}
