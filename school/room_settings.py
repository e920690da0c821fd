"""Settings of Piano Mirror."""

from school import env

# Seconds for which a frame to somebody who is away is kept in the database.
ROOM_SIGNAL_TTL_S = env.at_least_one("ROOM_SIGNAL_TTL_S", "30")
