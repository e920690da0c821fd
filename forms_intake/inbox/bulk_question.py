"""What has to be known before a deed for ticked rows, and for whom it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forms_intake import access
from forms_intake.inbox import bulk, bulk_words, reasons
from forms_intake.inbox.bulk import Chosen, Deed
from forms_intake.models import ReasonTemplate, Submission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MOST_NAMED = 5
_OF_ONE: "dict[Deed, StrOrPromise]" = {
    Deed.DECLINE: gettext_lazy("Decline the slip of %(who)s?"),
    Deed.NEEDS_INFO: gettext_lazy("What is missing in the slip of %(who)s?"),
    Deed.ASSIGN: gettext_lazy("Who deals with the slip of %(who)s?"),
}


@dataclass(frozen=True)
class Question:
    """What has to be known before the deed: a reason, or a colleague."""

    deed: Deed
    rows: Sequence[Chosen]
    slips: Sequence[Submission]
    reason: str = ""
    error: str = ""

    @property
    def title(self) -> str:
        """What the buttons answer; one slip by its name and number, for the wrong one is a single key away."""
        if len(self.slips) == 1:
            return str(_OF_ONE[self.deed]) % {"who": _who(self.slips[0])}
        titles = {
            Deed.DECLINE: ngettext("Decline %(count)s slip?", "Decline %(count)s slips?", len(self.slips)),
            Deed.NEEDS_INFO: ngettext(
                "What is missing in %(count)s slip?", "What is missing in %(count)s slips?", len(self.slips)
            ),
            Deed.ASSIGN: ngettext("Who deals with %(count)s slip?", "Who deals with %(count)s slips?", len(self.slips)),
        }
        return titles[self.deed] % {"count": len(self.slips)}

    @property
    def names(self) -> str:
        """Whose slips they are, when the title does not say it: the first ones, and how many more."""
        if len(self.slips) < 2:
            return ""
        named = ", ".join(bulk_words.named([slip]) for slip in self.slips[:_MOST_NAMED])
        if (more := len(self.slips) - _MOST_NAMED) <= 0:
            return f"{named}."
        rest = _("And %(count)s more.") % {"count": more}
        return f"{named}. {rest}"

    @property
    def readers(self) -> str:
        """How many families read it, and in which language their slips are."""
        count = bulk.families(self.slips)
        words = ngettext(
            "%(count)s family reads it, word for word.", "%(count)s families read it, word for word.", count
        )
        return f"{words % {'count': count}} {self._language()}".rstrip()

    def _language(self) -> str:
        locales = {slip.locale for slip in self.slips}
        if len(locales) > 1:
            return _("The slips are in several languages.")
        words = ngettext("The slip is in %(language)s.", "The slips are in %(language)s.", len(self.slips))
        return words % {"language": reasons.language(locales.pop())} if locales else ""

    @cached_property
    def templates(self) -> list[tuple[str, str]]:
        """Title and text of the sentences that fit: of one slip filled in, as beside the open one; else what fits all
        of them, and none when their families read different languages."""
        if len(self.slips) == 1:
            [slip] = self.slips
            return [(one.title, reasons.filled(one, slip)) for one in reasons.offered(slip, self.deed.value)]
        kinds, locales = {slip.form_type for slip in self.slips}, {slip.locale for slip in self.slips}
        if len(locales) != 1:
            return []
        rows = ReasonTemplate.objects.filter(
            archived_at=None,
            verb=self.deed.value,
            language=locales.pop(),
            form_type__in={"", kinds.pop() if len(kinds) == 1 else ""},
        )
        return [(one.title, one.text) for one in rows.exclude(text__contains="{")]

    @property
    def colleagues(self) -> list[User]:
        """Who can be given slips."""
        people = User.objects.office().select_related(None).order_by("name", "pk")
        return [person for person in people if access.may_be_given(person)]


def _who(slip: Submission) -> str:
    name = bulk_words.named([slip])
    return name if name == slip.reference else f"{name} ({slip.reference})"
