"""All names of channel-layer groups of rooms."""


def of_room(room: int) -> str:
    """Every process that has somebody of the room."""
    return f"rooms.room.{room}"


def of_process(process: str) -> str:
    """The one process of this name."""
    return f"rooms.process.{process}"
