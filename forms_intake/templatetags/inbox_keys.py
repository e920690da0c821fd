"""The bar of bulk deeds with the last deed under it, and the sheet of keys: beside the list, whoever renders that."""

from typing import Any

from django import template

from accounts import profiles
from forms_intake import access
from forms_intake.inbox import bulk_words, keys
from forms_intake.inbox.bulk import Deed
from forms_intake.inbox.filters import View

register = template.Library()

_USUAL = (Deed.TAKE, Deed.ASSIGN, Deed.APPROVE, Deed.DECLINE, Deed.NEEDS_INFO, Deed.DONE, Deed.ARCHIVE)
_OF_VIEW = {
    View.DONE: (Deed.ARCHIVE,),
    View.SPAM: (Deed.NOT_SPAM, Deed.ARCHIVE),
    View.ARCHIVED: (Deed.RESTORE,),
}


@register.inclusion_tag("inbox/_bulk_bar.html", takes_context=True)
def bulk_bar(context: dict[str, Any]) -> dict[str, Any]:
    """What can be done with ticked rows of this view."""
    request = context["request"]
    given = {"may_work": access.may_work(request.user), "last": bulk_words.last(request)}
    deeds = _OF_VIEW.get(View(context["filters"].view), _USUAL)
    return given | {"deeds": deeds, "query": context["query"], "csrf_token": context["csrf_token"]}


@register.inclusion_tag("inbox/_keys_sheet.html", takes_context=True)
def keys_sheet(context: dict[str, Any]) -> dict[str, Any]:
    """The bar of hints and the sheet; both say so where the person has switched letters off."""
    user = context["request"].user
    return {"groups": keys.GROUPS, "hints": keys.HINTS, "is_on": profiles.of(user).shortcuts}


@register.inclusion_tag("inbox/_said_and_undo.html", takes_context=True)
def said_and_undo(context: dict[str, Any]) -> dict[str, Any]:
    """What was just done with the open slip, and its undoing."""
    request = context["request"]
    last, said = bulk_words.last(request), " ".join(str(message) for message in context["messages"])
    told = bulk_words.Told(said, last.word if last else "")
    return {"told": told, "last": last, "csrf_token": context["csrf_token"]}
