"""The room's socket (docs/room-protocol.md): frames, seats, the table in memory of the seats of this process."""
