"""The rows of the inbox as HTML, written in Python: by a template, fifty of them took the page much longer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.templatetags.people import avatar

if TYPE_CHECKING:
    # Django imports libraries of tags while the admin is still being imported, which those need.
    from forms_intake.inbox.promise import Promise
    from forms_intake.inbox.rows import Item

register = template.Library()

_NOTHING = SafeString("")
_ROW = """<li id="slip-{ref}" data-reference="{ref}" data-revision="{revision}">
  <input class="item__tick" type="checkbox" form="bulk" name="row" value="{ref}:{revision}" aria-label="{choose}">
  <a class="item" href="{base}{ref}/{query}"{current}>
    <span class="item__line"><span class="item__name">{name}</span>{badge}{moment}</span>
    <span class="item__mid"><span class="item__sum"><strong>{type}</strong>{summary}</span>{who}</span>
    <span class="item__foot">{due} {flags} <span class="send send--{send}">{drawing} {words}</span></span>
    <span class="item__gone">{gone}</span>
  </a>
</li>
"""


@register.simple_tag(takes_context=True)
def inbox_rows(context: dict[str, Any], items: "Sequence[Item]") -> SafeString:
    """The rows; the slip that is open is marked."""
    opened, query, sprite = context.get("opened"), context["query"], context["sprite"]
    page = {
        "base": reverse("inbox:list"),
        "query": f"?{query}" if query else "",
        "gone": _("No longer in this list"),
    }
    shown = opened.reference if opened else ""
    return format_html_join("", "{}", ((_row(item, sprite, page, is_open=item.reference == shown),) for item in items))


def _row(item: "Item", sprite: str, page: dict[str, str], *, is_open: bool) -> SafeString:
    return format_html(
        _ROW,
        **page,
        ref=item.reference,
        revision=item.revision,
        choose=item.choose,
        current=SafeString(' aria-current="true"') if is_open else _NOTHING,
        name=item.name,
        badge=_badge(item.badge),
        moment=_moment(item, sprite),
        type=item.type,
        summary=f" · {item.summary}" if item.summary else "",
        who=_who(item.assignee),
        due=_due(item.promise, sprite),
        flags=_flags(item.flags, sprite),
        send=item.send.kind,
        drawing=_drawing("icon", sprite, item.send.icon),
        words=item.send.words,
    )


def _badge(badge: tuple[str, str] | None) -> SafeString:
    if badge is None:
        return _NOTHING
    kind, words = badge
    return format_html('<span class="{}">{}</span>', f"badge badge--{kind}" if kind else "badge", words)


def _moment(item: "Item", sprite: str) -> SafeString:
    """How late the answer is, else when the slip was sent."""
    if item.promise is None or not item.promise.is_late:
        return format_html('<time class="num" datetime="{}">{}</time>', item.moment, item.time)
    return format_html(
        '<span class="item__late" data-left="{}">{} <span data-left-words>{}</span></span>',
        item.promise.left,
        _drawing("icon icon--sm", sprite, "clock"),
        item.promise.words,
    )


def _who(assignee: User | None) -> SafeString:
    if assignee is None:
        return _NOTHING
    return format_html(
        '<span class="item__who" title="{name}">{picture}<span class="visually-hidden">{name}</span></span>',
        name=str(assignee),
        picture=avatar(assignee, "avatar--sm"),
    )


def _due(promise: "Promise | None", sprite: str) -> SafeString:
    if promise is None or promise.is_late:
        return _NOTHING
    return format_html(
        '<span class="{}" data-left="{}">{} <span class="num" data-left-words>{}</span></span>',
        "due due--soon" if promise.is_soon else "due",
        promise.left,
        _drawing("icon icon--sm", sprite, "clock"),
        promise.words,
    )


def _flags(flags: Sequence[tuple[str, str]], sprite: str) -> SafeString:
    return format_html_join(
        " ",
        '<span class="{}">{} {}</span>',
        ((f"flag flag--{kind}" if kind else "flag", _drawing("icon", sprite, "flag"), words) for kind, words in flags),
    )


def _drawing(css: str, sprite: str, name: str) -> SafeString:
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#i-{}" /></svg>', css, sprite, name)
