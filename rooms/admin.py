"""Rooms in the admin site: to look at, because opening and closing are verbs of their own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from accounts.history.link import HasHistory
from rooms import lifecycle
from rooms.models import Lesson, Room, RoomKnock, RoomMember, RoomPeer, SignalingMessage
from school.archive_admin import ArchiveAdmin
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin


class _People(ReadOnly, TabularInline):
    """Rows of a room that name people, in one query."""

    extra = 0
    related = ["user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the people."""
        rows: QuerySet[Any] = super().get_queryset(request).select_related(*self.related)
        return rows


class RoomPeerInline(_People):
    """Who was there."""

    model = RoomPeer
    fields = ["display_name", "user", "role", "is_camera", "status", "joined_at", "last_seen_at"]
    ordering = ["-joined_at"]


class RoomKnockInline(_People):
    """Who waited before the door, and who let them in or turned them away."""

    model = RoomKnock
    related = ["user", "answered_by"]
    fields = ["display_name", "user", "knocked_at", "answer", "answered_at", "answered_by"]
    ordering = ["-knocked_at"]


class RoomMemberInline(_People):
    """Who has a right to the room, and who was banned; by whom, its history says."""

    model = RoomMember
    fields = ["user", "role", "admitted_at", "banned_at"]
    ordering = ["created_at"]


class LessonInline(ReadOnly, TabularInline):
    """From when to when there were lessons."""

    model = Lesson
    extra = 0
    fields = ["began_at", "ended_at", "ended_reason"]


@admin.register(Room)
class RoomAdmin(ArchiveAdmin, HasHistory, ReadOnly, ModelAdmin):
    """All rooms."""

    list_display = ["title", "slug", "kind", "host", "status", "closed_reason", "opened_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["host"]
    search_fields = ["title", "slug", "host__name"]
    ordering = ["-opened_at"]
    list_per_page = 50
    inlines = [LessonInline, RoomMemberInline, RoomKnockInline, RoomPeerInline]

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
