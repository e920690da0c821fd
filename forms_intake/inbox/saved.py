"""Lists that somebody keeps under a name: for oneself, or for the whole office."""

from django.db import transaction
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from forms_intake.inbox.filters import Filters
from forms_intake.models import SavedView
from school import live
from school.compiled import Compiled
from school.text import clean

MOST = 30
LONGEST = 40
TOPIC = "saved_views"
_LONGEST_QUERY = 500
_SAMPLE = -1
# Asked by every inbox that looks anew.
_SHOWN = Compiled(lambda: SavedView.objects.shown_to(_SAMPLE).only("name", "query").order_by(Lower("name"), "pk"))


class Refused(Exception):  # noqa: N818 - says what the person is told
    """Not done; the text says what to do instead."""


def save(*, name: str, filters: Filters, is_shared: bool, by: User) -> SavedView:
    """Keeps this list, without what is searched for. Refused: the name or the list is kept already, or too many are."""
    query = filters.changed(q="").query()
    with transaction.atomic():
        own = _own(by)
        title = _checked(name, own, None)
        if twin := next((row for row in own if row.query == query), None):
            raise Refused(_("You have saved this list already, as “%(name)s”.") % {"name": twin.name})
        if len(own) >= MOST:
            raise Refused(_("Delete a list first: %(most)s can be kept.") % {"most": MOST})
        stored = SavedView.objects.create(owner=by, name=title, query=query[:_LONGEST_QUERY], is_shared=is_shared)
        live.changed(TOPIC)
    return stored


def change(view: SavedView, *, name: str, is_shared: bool, by: User) -> SavedView:
    """Another name, or another circle of readers. Refused: not one's own, or the name is kept already."""
    with transaction.atomic():
        _check_may(view, by)
        view.name = _checked(name, _own(view.owner), view)
        view.is_shared = is_shared
        view.save(update_fields=["name", "is_shared"])
        live.changed(TOPIC)
    return view


def delete(view: SavedView, *, by: User) -> None:
    """For good; the slips in it stay. Deleted twice is deleted."""
    with transaction.atomic():
        _check_may(view, by)
        SavedView.objects.filter(pk=view.pk).delete()
        live.changed(TOPIC)


def may_change(view: SavedView, person: User) -> bool:
    """Its owner; of a shared one also an administrator, because its owner may have left."""
    return view.owner_id == person.pk or (view.is_shared and person.has_perm("forms_intake.change_savedview"))


def shown_to(person: User) -> list[SavedView]:
    """One's own and the shared ones, by name; one query."""
    return _SHOWN.objects({_SAMPLE: person.pk})


def filters(view: SavedView) -> Filters:
    """What it asks for today; `problems` say what there is no more."""
    return Filters.read(QueryDict(view.query))


def _own(person: User) -> list[SavedView]:
    """Those of a person who is held meanwhile: two tabs must not save past the limit."""
    User.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()
    return list(SavedView.objects.filter(owner=person))


def _checked(typed: str, own: list[SavedView], me: SavedView | None) -> str:
    name = clean(typed)
    if not name:
        raise Refused(_("Enter a name for the list."))
    if len(name) > LONGEST:
        raise Refused(_("Shorten the name to %(most)s characters.") % {"most": LONGEST})
    if any(row.name.lower() == name.lower() and row != me for row in own):
        raise Refused(_("You have a list of this name already. Choose another name."))
    return name


def _check_may(view: SavedView, person: User) -> None:
    if not may_change(view, person):
        raise Refused(_("Only %(owner)s or an administrator can change this list.") % {"owner": view.owner})
