"""What a message says once Lark has drawn it."""

from dataclasses import dataclass

from lark_emulator.html import Html, plain_text


@dataclass(frozen=True)
class Content:
    title: str
    html: Html

    @property
    def text(self) -> str:
        """The rendered text, title included: what the keyword check and a reader see."""
        return plain_text(self.html)
