"""Links, buttons' addresses and mentions."""

import re

from lark_emulator.html import Html, element, text

# Lark follows only addresses with one of these schemes; `javascript:` and the like stay plain words.
FOLLOWED = re.compile(r"(?:https?://|tel:|mailto:)\S+", re.IGNORECASE)


def link(address: str, label: Html, *, class_: str = "link") -> Html:
    if not FOLLOWED.fullmatch(address):
        return element("span", label, class_=class_, title="Lark does not follow this address")
    return element("a", label, class_=class_, href=address, target="_blank", rel="noopener noreferrer")


def mention(who: str) -> Html:
    everybody = who == "all"
    name = "Tất cả mọi người" if everybody else who
    return element("span", text(f"@{name}"), class_="mention mention--all" if everybody else "mention")
