"""System checks: the relay of lessons is one that browsers can reach and strangers cannot use."""

from collections.abc import Iterator

from django.conf import settings
from django.core import checks

_KINDS = ("stun:", "stuns:", "turn:", "turns:")
_SHORTEST_SECRET = 32


@checks.register(checks.Tags.security)
def relay_is_guarded(app_configs: object, **_: object) -> list[checks.CheckMessage]:
    """Addresses that a browser would refuse, and a secret that can be guessed."""
    return list(_found())


def _found() -> Iterator[checks.CheckMessage]:
    for url in (*settings.STUN_URLS, *settings.TURN_URLS):
        if not url.startswith(_KINDS):
            yield checks.Error(f"STUN_URLS and TURN_URLS: {url!r} does not begin with stun: or turn:", id="rooms.E101")
    if settings.TURN_URLS and len(settings.TURN_SECRET) < _SHORTEST_SECRET:
        yield checks.Error(
            f"TURN_SECRET has less than {_SHORTEST_SECRET} signs: strangers would use the school's line",
            hint='python3 -c "import secrets; print(secrets.token_hex(32))", for coturn too (docs/rooms.md)',
            id="rooms.E102",
        )
