"""Admin pages to look at: what a row becomes is decided by verbs, not by editing columns."""

from django.http import HttpRequest


class ReadOnly:
    """Mixed into a ModelAdmin or an inline: nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False
