"""Rooms in the admin site: to look at, because opening and closing are verbs of their own."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from accounts.history.link import HasHistory
from rooms import lifecycle
from rooms.models import Room, RoomPeer, SignalingMessage
from school.archive_admin import ArchiveAdmin
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


class RoomPeerInline(ReadOnly, TabularInline):
    """Who was there."""

    model = RoomPeer
    extra = 0
    fields = ["display_name", "user", "is_host", "status", "joined_at", "last_seen_at"]


@admin.register(Room)
class RoomAdmin(ArchiveAdmin, HasHistory, ReadOnly, ModelAdmin):
    """All rooms."""

    live_topics: ClassVar[tuple[str, str]] = ("rooms", "room")

    list_display = ["title", "slug", "kind", "host", "status", "closed_reason", "opened_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["host"]
    search_fields = ["title", "slug", "host__name"]
    ordering = ["-opened_at"]
    list_per_page = 50
    inlines = [RoomPeerInline]

    def archive_row(self, request: HttpRequest, row: Any, reason: str) -> None:
        """An open room is closed first."""
        lifecycle.archive(row, by=request.user, reason=reason)


@admin.register(SignalingMessage)
class SignalingMessageAdmin(ReadOnly, ModelAdmin):
    """Signals that wait for somebody who is away; their content holds home addresses and is not shown."""

    list_display = ["room", "kind", "sender", "recipient", "expires_at"]
    list_select_related = ["room", "sender", "recipient"]
    fields = list_display
    ordering = ["-id"]
    list_per_page = 50
