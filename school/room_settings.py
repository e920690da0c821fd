"""Settings of Piano Mirror; part of school.settings, which stays readable without them."""

from school import env

# Seconds for which a frame to somebody who is away is kept in the database.
ROOM_SIGNAL_TTL_S = env.at_least_one("ROOM_SIGNAL_TTL_S", "30")
# Of one socket, after a burst of five times as many. Benchmarks alone need another.
ROOM_FRAMES_PER_S = env.at_least_one("ROOM_FRAMES_PER_S", "20")

# ---- How homes find each other (docs/rooms.md) ----
# Empty: homes try to reach each other with the addresses they know of themselves.
STUN_URLS = env.items(env.text("STUN_URLS"))
# turn: and turns: addresses of coturn, with commas; empty: no relay.
TURN_URLS = env.items(env.text("TURN_URLS"))
# The same as coturn's static-auth-secret (rooms.checks says what is wrong with one).
TURN_SECRET = env.text("TURN_SECRET")
