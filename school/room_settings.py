"""Settings of Piano Mirror; part of school.settings, which stays readable without them."""

from django.core.exceptions import ImproperlyConfigured

from school import env

# Seconds for which a frame to somebody who is away is kept in the database.
ROOM_SIGNAL_TTL_S = env.at_least_one("ROOM_SIGNAL_TTL_S", "30")

# ---- How homes find each other (docs/rooms.md) ----
# Empty: homes try to reach each other with the addresses they know of themselves.
STUN_URLS = env.items(env.text("STUN_URLS"))
# turn: and turns: addresses of coturn, with commas; empty: no relay.
TURN_URLS = env.items(env.text("TURN_URLS"))
# The same as coturn's static-auth-secret.
TURN_SECRET = env.text("TURN_SECRET")

_KNOWN = ("stun:", "stuns:", "turn:", "turns:")
if strange := [url for url in (*STUN_URLS, *TURN_URLS) if not url.startswith(_KNOWN)]:
    raise ImproperlyConfigured(f"STUN_URLS and TURN_URLS must begin with stun: or turn:, not {strange[0]!r}")
_SHORTEST = 32
if TURN_URLS and len(TURN_SECRET) < (_SHORTEST if env.PRODUCTION else 1):
    # With a secret that can be guessed, strangers would use the school's line.
    raise ImproperlyConfigured(f"TURN_SECRET must have {_SHORTEST} characters at least, for TURN_URLS is set")
