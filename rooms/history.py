"""How history speaks of rooms."""

from accounts.history import hooks


def register() -> None:
    """Called once, when the apps are ready."""
    hooks.named_by("rooms.RoomPeer", "room__title", "display_name")
