"""What hosts fill in: a room, a link into it, an account that may come in."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.signing.fields import Email
from rooms import lifecycle, turn
from rooms.enums import PeerRole, RoomKind
from rooms.models import Room
from rooms.moments import Moment
from rooms.refusals import Refused
from school import text


class Account(Email):
    """The e-mail address of somebody's account; what comes out is the account."""

    def clean(self, value: Any) -> Any:
        """The person, or None where nothing was typed. Raises ValidationError."""
        email = super().clean(value)
        if not email:
            return None
        person = User.objects.active().filter(email=email, is_guest=False, is_active=True).first()
        if person is None:
            raise ValidationError(_("No account has this address. Send an invite link instead."), code="unknown")
        return person


class RoomForm(forms.Form):
    """What a room is like; `wanted()` are the arguments of the verbs."""

    title = forms.CharField(
        label=_("Name of the room"),
        help_text=_("Whoever has the link reads it, for example Piano with Ms Hà"),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Enter a name for the room")},
    )
    capacity = forms.CharField(
        label=_("People in the class at most"),
        help_text=_("Between 2 and 50, you included"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    not_before = Moment(label=_("Not before"), help_text=_("Nobody but hosts comes in earlier."))
    not_after = Moment(label=_("Not after"), help_text=_("The room closes by itself then."))
    has_lobby = forms.BooleanField(label=_("Whoever comes waits in the lobby until I let them in"), required=False)
    relay_only = forms.BooleanField(
        label=_("Hide the network addresses of homes: picture and sound go through the school's relay"), required=False
    )

    def clean_title(self) -> str:
        """One line that can be read."""
        title = text.clean(self.cleaned_data["title"])
        if not title:
            raise ValidationError(self.fields["title"].error_messages["required"], code="required")
        if len(title) > lifecycle.LONGEST_TITLE:
            raise ValidationError(_("Shorten the name to 120 characters"), code="max_length")
        return title

    def clean_relay_only(self) -> bool:
        """Without a relay nobody would see or hear anybody."""
        is_wanted: bool = self.cleaned_data["relay_only"]
        if is_wanted and not turn.is_there():
            raise ValidationError(str(Refused(None, "no_relay")), code="no_relay")
        return is_wanted

    def clean_capacity(self) -> int | None:
        """A number that a class can have; nothing typed means the usual one, and nobody asks it of a lesson for two."""
        if self.cleaned_data.get("kind") == RoomKind.ONE_ON_ONE:
            return None
        typed = text.clean(text.digits(self.cleaned_data["capacity"]))
        if not typed:
            return None
        is_number = typed.isascii() and typed.isdigit()
        if not is_number or not lifecycle.FEWEST <= int(typed[:9]) <= lifecycle.MOST:
            raise ValidationError(_("Enter a number between 2 and 50"), code="invalid")
        return int(typed)

    def clean(self) -> dict[str, Any]:
        """A window has to have a length."""
        given: dict[str, Any] = self.cleaned_data
        begin, end = given.get("not_before"), given.get("not_after")
        if begin and end and end <= begin:
            self.add_error("not_after", _("Choose an end that is later than the beginning"))
        return given


class NewRoomForm(RoomForm):
    """A room that is to be made, and for whom."""

    kind = forms.ChoiceField(
        label=_("Kind of lesson"),
        choices=[(RoomKind.ONE_ON_ONE, _("One-on-one: one student")), (RoomKind.CLASS, _("Class: several students"))],
        widget=forms.RadioSelect({"class": "choice__input"}),
        error_messages={"required": _("Choose the kind of lesson"), "invalid_choice": _("Choose the kind of lesson")},
    )
    student = Account(
        label=_("E-mail address of the student's account"),
        help_text=_("Whoever has an account comes in without a link."),
        required=False,
    )
    field_order = ["title", "kind", "capacity", "student"]

    def wanted(self) -> dict[str, Any]:
        """Arguments of `lifecycle.create`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "student"}


class EditRoomForm(RoomForm):
    """A room as it is, to be changed; a lesson for two stays one."""

    def __init__(self, typed: Any = None, *, room: Room) -> None:
        names = ("title", "capacity", "not_before", "not_after", "has_lobby", "relay_only")
        super().__init__(typed, initial={name: getattr(room, name) for name in names})
        self.room = room
        if room.kind == RoomKind.ONE_ON_ONE:
            del self.fields["capacity"]

    def wanted(self) -> dict[str, Any]:
        """Arguments of `lifecycle.change`."""
        given = self.cleaned_data
        return given | {"capacity": given.get("capacity") or self.room.capacity}


class LinkForm(forms.Form):
    """What a link makes of whoever follows it, for how long, and how often."""

    LASTS = [
        ("2", _("2 hours")),
        ("24", _("One day")),
        ("168", _("One week")),
        ("720", _("30 days")),
    ]
    ROLES = [
        (PeerRole.STUDENT, _("Students: they play, are seen and heard")),
        (PeerRole.OBSERVER, _("Observers: they watch in silence, for example a parent")),
    ]
    role = forms.ChoiceField(label=_("The link is for"), choices=ROLES)
    lasts = forms.ChoiceField(label=_("The link works for"), choices=LASTS)
    is_single_use = forms.BooleanField(label=_("It works once only"), required=False)

    def wanted(self) -> dict[str, Any]:
        """Arguments of `invites.make`."""
        given = self.cleaned_data
        return given | {"lasts": timedelta(hours=int(given["lasts"]))}


class MemberForm(forms.Form):
    """The account of a student who needs no link."""

    person = Account(
        label=_("E-mail address of the account"), help_text=_("Whoever has an account comes in without a link.")
    )
