"""The bar of bulk deeds with the last deed under it, and the sheet of keys: beside the list, whoever renders that."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts import profiles
from accounts.models import Profile
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


@register.simple_tag(takes_context=True)
def keys_sheet(context: dict[str, Any]) -> SafeString:
    """The bar of hints and the sheet; both say so where the person has switched letters off."""
    profile = profiles.read_with(context["request"].user) or Profile()
    return _keys_sheet(profile.shortcuts, get_language())


# Made of its arguments and of nothing else: four pages' worth at most, and the same for everybody.
@lru_cache
def _keys_sheet(is_on: bool, _language: str | None) -> SafeString:
    given = {"groups": keys.GROUPS, "hints": keys.HINTS, "is_on": is_on}
    return render_to_string("inbox/_keys_sheet.html", given)


@register.inclusion_tag("inbox/_said_and_undo.html", takes_context=True)
def said_and_undo(context: dict[str, Any]) -> dict[str, Any]:
    """What was just done with the open slip, and its undoing."""
    request = context["request"]
    last, said = bulk_words.last(request), " ".join(str(message) for message in context["messages"])
    told = bulk_words.Told(said, last.word if last else "")
    return {"told": told, "last": last, "csrf_token": context["csrf_token"]}
