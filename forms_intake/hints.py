"""What a person is told to do about a failed delivery: stored as a key, shown as a sentence in their language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Hint(models.TextChoices):
    """Each says what is wrong in one clause and what to do in the next."""

    NO_DESTINATION = (
        "no_destination",
        _("No Lark destination takes this slip. Add one under Destinations; it is then sent by itself."),
    )
    ADDRESS = (
        "address",
        _(
            "Lark does not know this robot address. In the Lark group, copy the robot's webhook address, paste it into "
            "the destination and save; everything waiting is then sent by itself."
        ),
    )
    SIGNATURE = (
        "signature",
        _(
            "Lark refuses the signature. Copy the robot's signing secret into the destination and save, and check that "
            "the server's clock is right."
        ),
    )
    IP_LIST = (
        "ip_list",
        _("Lark refuses the server's address. Add it to the robot's IP list in Lark, then save the destination."),
    )
    KEYWORDS = (
        "keywords",
        _(
            "The robot only takes messages with certain keywords. Remove the keyword check in Lark, or add “phiếu” to "
            "it, then save the destination."
        ),
    )
    UNREADABLE = (
        "unreadable",
        _(
            "The stored address cannot be read, because the encryption key was changed. Paste address and secret into "
            "the destination again and save."
        ),
    )
    SWITCHED_OFF = (
        "switched_off",
        _("The destination is switched off. Switch it on again; everything waiting is then sent by itself."),
    )
    ACCESS = (
        "access",
        _("Lark refuses access. Check the destination's settings and rights in Lark, then save the destination."),
    )
    QUOTA = (
        "quota",
        _("This month's Lark quota is used up. It goes on by itself next month, or after an upgrade of the Lark plan."),
    )
    CONTENT = (
        "content",
        _("Lark refuses this content in every form. Handle the slip here, and tell whoever looks after this system."),
    )
    EXHAUSTED = (
        "exhausted",
        _("Lark could not be reached for three days. Check the connection, then choose “Send again”."),
    )


def sentence(key: str) -> str:
    """The sentence for a stored key, in the active language; empty for no hint."""
    return str(Hint(key).label) if key in Hint.values else ""
