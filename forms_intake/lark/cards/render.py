"""From content to messages (lark.md section 2.4)."""

from typing import Any

from django.utils.translation import gettext as _

from forms_intake.lark.cards.content import Content, Line
from forms_intake.lark.cards.message import Message, text

# As entities, so that nothing a visitor typed can mention people or make links (lark.md section 2.4).
_ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in "*_~[]()#<>&`\\!|:"} | {"\n": " "})


def escape(typed: str) -> str:
    """Text for Lark's markdown that shows exactly as it was typed, on one line."""
    return typed.translate(_ENTITIES)


def full(content: Content) -> Message:
    """Card JSON 2.0."""
    rows = [f"**{escape(line.label)}:** {_value(line)}" for line in content.lines]
    elements: list[dict[str, Any]] = [{"tag": "markdown", "content": "\n".join(rows)}] if rows else []
    if content.flags:
        elements.append({"tag": "markdown", "content": f"⚠ {escape(' · '.join(content.flags))}"})
    elements += [
        {"tag": "hr"},
        {"tag": "markdown", "content": f"{escape(content.reference)} · {escape(content.submitted)}"},
        {
            "tag": "button",
            "type": "primary",
            "text": {"tag": "plain_text", "content": _("Open slip")},
            "behaviors": [{"type": "open_url", "default_url": content.url}],
        },
    ]
    card = {
        "schema": "2.0",
        "config": {"update_multi": True, "summary": {"content": content.title}},
        "card_link": {"url": content.url},
        "header": {"template": content.colour, "title": {"tag": "plain_text", "content": content.title}},
        "body": {"direction": "vertical", "elements": elements},
    }
    return Message("interactive", card)


def simple(content: Content) -> Message:
    """Card JSON 1.0 with plain text only."""
    lines = [f"{line.label}: {' '.join(line.value.split())}" for line in content.lines] + [
        *content.flags,
        content.submitted,
    ]
    button = {
        "tag": "button",
        "type": "primary",
        "text": {"tag": "plain_text", "content": _("Open slip")},
        "url": content.url,
    }
    card = {
        "config": {"update_multi": True},
        "header": {"template": content.colour, "title": {"tag": "plain_text", "content": content.title}},
        "elements": [
            {"tag": "div", "text": {"tag": "plain_text", "content": "\n".join(lines)}},
            {"tag": "action", "actions": [button]},
        ],
    }
    return Message("interactive", card)


def masked(reference: str, url: str) -> Message:
    """A line without any personal data, for when Lark's content checks refuse everything else."""
    return text(_("New slip %(reference)s. Open: %(url)s") % {"reference": reference, "url": url})


def _value(line: Line) -> str:
    """The value, with its telephone number as a link that dials; the number consists of digits only."""
    shown = escape(line.value)
    return shown.replace(line.phone, f"[{line.phone}](tel://{line.phone})") if line.phone.isdigit() else shown
