"""From content to messages (lark.md section 2.4). What people typed is escaped here and nowhere else."""

import json
import re
import string
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms_intake.lark.cards import buttons
from forms_intake.lark.cards.content import Content, Line
from forms_intake.lark.cards.message import Message, text

# As entities, so that nothing people typed can mention anybody, make links or look like anything but itself
# (lark.md section 2.4). Every sign of ASCII: which of them Lark's clients read as markup is not documented.
_ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in string.punctuation if sign not in "-,%"})
_DIALLED = re.compile(r"\+?\d{6,15}", re.ASCII)
# A robot takes 20 kB with its signature (lark.md section 1), a message of an app 30 kB, which some clients write with
# each letter beyond ASCII as six signs.
_MOST_BYTES, _MOST_ESCAPED = 18 * 1024, 28 * 1024


def escape(typed: str) -> str:
    """Text for Lark's markdown that shows exactly as it was typed, on one line."""
    return " ".join(typed.split()).translate(_ENTITIES)


def fits(message: Message) -> bool:
    """Whether every transport takes a message of this size."""
    spelt = json.dumps(message.content, ensure_ascii=False)
    return len(spelt.encode()) <= _MOST_BYTES and len(json.dumps(message.content)) <= _MOST_ESCAPED


def full(content: Content, *, for_app: bool) -> Message:
    """Card JSON 2.0."""
    rows = [f"**{escape(line.label)}:** {_value(line)}" for line in content.lines]
    elements = [{"tag": "markdown", "content": "\n".join(rows)}] if rows else []
    if content.flags:
        elements.append({"tag": "markdown", "content": f"⚠ {escape(' · '.join(content.flags))}"})
    elements.append({"tag": "hr"})
    if done := [f"**{escape(line.label)}:** {_value(line)}" for line in _progress(content)]:
        elements.append({"tag": "markdown", "content": "\n".join(done)})
    elements.append({"tag": "markdown", "content": f"{escape(content.reference)} · {escape(content.submitted)}"})
    title = content.warning + content.title
    status = {"tag": "text_tag", "text": _plain(content.progress.status), "color": content.progress.tag}
    card = {
        "schema": "2.0",
        "config": {"update_multi": True, "summary": {"content": title}},
        "card_link": {"url": content.url},
        "header": {"template": content.colour, "title": _plain(title), "text_tag_list": [status]},
        "body": {"direction": "vertical", "elements": [*elements, *buttons.full(content, for_app=for_app)]},
    }
    return Message("interactive", card)


def simple(content: Content, *, for_app: bool) -> Message:
    """Card JSON 1.0 with plain text only."""
    status = Line(_("Status"), content.progress.status)
    lines = [*content.lines, *(_progress(content) or [status])]
    rows = [f"{line.label}: {' '.join(' · '.join(line.parts).split())}" for line in lines]
    shown = "\n".join([*rows, *content.flags, content.submitted])
    return _first_version(content, content.title, shown, buttons.simple(content, for_app=for_app))


def masked(content: Content, *, for_app: bool) -> Message:
    """Without any personal data, for when Lark's content checks refuse everything else; names of staff are some too."""
    if not for_app:
        given = {"reference": content.reference, "url": content.url}
        return text(content.warning + _("New slip %(reference)s. Open: %(url)s") % given)
    title = pgettext("card", "Slip %(reference)s") % {"reference": content.reference}
    shown = ": ".join([_("Status"), content.progress.status])
    return _first_version(content, title, shown, buttons.simple(content, for_app=False))


def _first_version(content: Content, title: str, shown: str, row: list[dict[str, Any]]) -> Message:
    """Version 1.0 says itself that all see the same card; without that it could not be replaced."""
    card = {
        "config": {"update_multi": True},
        "header": {"template": content.colour, "title": _plain(content.warning + title)},
        "elements": [{"tag": "div", "text": _plain(shown)}, {"tag": "action", "actions": row}],
    }
    return Message("interactive", card)


def _progress(content: Content) -> list[Line]:
    """Who did what, who deals with it, and the words for the sender; nothing of a slip as it came."""
    far = content.progress
    if far.is_new:
        return []
    lines = [
        Line(_("Status"), " · ".join(filter(None, [far.status, far.by, far.at]))),
        Line(_("Dealt with by"), far.assignee if far.assignee != far.by else ""),
        Line(pgettext("card", "The office writes"), far.reason),
        Line(pgettext("card", "The sender"), far.sender),
    ]
    return [line for line in lines if line.value]


def _plain(words: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": words}


def _value(line: Line) -> str:
    """The value, with its telephone number as a link that dials, if it is a number and nothing else."""
    phone = f"[{line.phone}](tel://{line.phone})" if _DIALLED.fullmatch(line.phone) else escape(line.phone)
    return " · ".join(filter(None, [escape(line.value), phone, escape(line.after)]))
