"""The page “Roles”: what each role may see and do, in words, and who holds it. Written down in roles.yaml only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts import role_words
from accounts.groups import ROLES, RoleGroup
from accounts.models import User
from school.readonly import ReadOnly
from school.site_admin import ModelAdmin

MOST_NAMES = 100


@admin.register(RoleGroup)
class RoleAdmin(ReadOnly, ModelAdmin):
    """To look at: a right is given by a line in the file, and a role on the person's page."""

    # The rights change with the file alone; who holds a role is in the table of people.
    live_also = ("users",)
    list_display = ["title", "about", "people"]
    fields = ["title", "about", "rights", "holders"]
    readonly_fields = fields
    list_display_links = ["title"]
    search_fields: list[str] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGroup]:
        """Only our roles, from the least to the most."""
        rows: QuerySet[RoleGroup] = super().get_queryset(request)
        return role_words.with_people(rows.filter(name__in=ROLES))

    @display(description=_("Role"))
    def title(self, row: RoleGroup) -> str:
        """As everywhere else."""
        return str(row)

    @display(description=_("What for"))
    def about(self, row: RoleGroup) -> str:
        """One sentence."""
        return str(role_words.ABOUT[row.name])

    @display(description=_("Held by"))
    def people(self, row: Any) -> int:
        """How many hold it now."""
        return int(row.held_by)

    @display(description=_("May do"))
    def rights(self, row: RoleGroup) -> SafeString:
        """Pages first, then kind of record by kind of record."""
        lines = [*role_words.pages(row.name), *role_words.lines(row.name)]
        return render_to_string("admin/accounts/_rights.html", {"lines": lines})

    @display(description=_("Who holds it"))
    def holders(self, row: RoleGroup) -> SafeString:
        """Links to the people; the first hundred by name."""
        found: list[User] = list(role_words.holders(row.name)[: MOST_NAMES + 1])
        context = {"people": found[:MOST_NAMES], "are_more": len(found) > MOST_NAMES, "most": MOST_NAMES}
        return render_to_string("admin/accounts/_holders.html", context)
