"""How long the room's socket waits for what (docs/room-protocol.md, "Limits and timers"), in seconds."""

HELLO_S = 5.0
BEAT_S = 10
AWAY_S = 20
# Without a frame of the browser: away after the first, gone after the second.
QUIET_S = 25.0
SILENT_S = 45.0
# Between two frames `lobby` to the same host.
LOBBY_S = 0.25
