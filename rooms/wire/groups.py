"""All names of channel-layer groups of rooms."""


def of_room(room: int) -> str:
    """Every process that has somebody of the room."""
    return f"rooms.room.{room}"
