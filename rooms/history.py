"""How history speaks of rooms."""

from accounts.history import hooks


def register() -> None:
    """Called once, when the apps are ready."""
    for table in ("RoomPeer", "RoomKnock"):
        hooks.named_by(f"rooms.{table}", "room__title", "display_name")
    hooks.named_by("rooms.RoomMember", "room__title", "user__name")
    hooks.named_by("rooms.RoomInvite", "room__title")
    hooks.named_by("rooms.Lesson", "room__title")
    # A peer's number says nothing to a reader.
    hooks.hide("rooms.Room.spotlight")
