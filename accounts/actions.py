"""What can be done with a kind of record, in words. Every action that roles.yaml names stands here."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: Mapping[str, str | Promise] = {
    "view": pgettext_lazy("right", "see"),
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "archive": pgettext_lazy("right", "archive"),
    "restore": pgettext_lazy("right", "restore"),
    "export": pgettext_lazy("right", "export"),
    "import": pgettext_lazy("right", "import"),
    "invite": pgettext_lazy("right", "invite"),
    "renew": pgettext_lazy("right", "send anew"),
    "unlink": pgettext_lazy("right", "undo the link"),
    "revoke": pgettext_lazy("right", "revoke"),
    "send_again": pgettext_lazy("right", "send to Lark again"),
    "try_now": pgettext_lazy("right", "try at once"),
    "host": pgettext_lazy("right", "hold lessons in one's own"),
    "close": pgettext_lazy("right", "close"),
    "cancel": pgettext_lazy("right", "cancel"),
    "read_sensitive": pgettext_lazy("right", "read health notes"),
    "read_private": pgettext_lazy("right", "read private notes to the management"),
    "approve_long": pgettext_lazy("right", "approve holds longer than the rules allow"),
    "view_load": pgettext_lazy("right", "see how many slips each colleague has"),
    "impersonate": pgettext_lazy("right", "see the site as this person"),
    "reset_second_factor": pgettext_lazy("right", "reset the second factor"),
}
