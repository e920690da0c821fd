"""The rules of each slip, version by version."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from forms_intake.models import Policy
from school.readonly import ReadOnly


@admin.register(Policy)
class PolicyAdmin(ReadOnly, ModelAdmin):
    """Which numbers were in force when."""

    list_display = ["form_type", "version", "created_at", "created_by"]
    list_filter = ["form_type"]
    list_select_related = ["created_by"]
    ordering = ["form_type", "-version"]
