"""Why a room lets somebody not in, or does not do what they ask: a code for programs and a sentence for people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import people

# What a closed room says, by its reason: rooms.enums.ClosedReason.
_CLOSED = _("This lesson has ended. Ask your teacher to open the room again.")
_SENTENCES: Mapping[str, str | Promise] = {
    "not_signed_in": _("Open the link of your teacher again, or sign in."),
    "no_such_room": _("There is no such room. Check the link, or ask your teacher for a new one."),
    # The same of rooms that there are and of those that there are not.
    "no_right": _("There is no such room, or it is not yours. Check the link, or ask your teacher for a new one."),
    "not_open_yet": _("The lesson has not begun yet. Come back at its time."),
    "not_allowed": _("You have no right to do this in the room. Ask its teacher."),
    "banned": _("You were asked to leave this room. Speak with your teacher."),
    "denied": _("The teacher has not let you in. Speak with your teacher."),
    "room_full": _("The room is full. Ask the teacher."),
    "not_joined": _("Enter the lesson on your first device, then add this one as the second camera."),
    "as_somebody_else": _("A lesson is entered as oneself only. Go back to your own account."),
    "second_factor": _("Set up your second factor first, on the page “Your account”."),
    "no_such_peer": _("This person is not in the room any more."),
    "no_such_knock": _("This person does not wait any more."),
    "owner": _("The owner of the room cannot be removed."),
    "guest_host": _("A guest cannot become a host. They must make an account first."),
    "not_open": _("The room is closed. Open it again first."),
    "archived": _("This room has been put away. Ask the office."),
    "hosts_only": _("Rooms are opened by teachers and the office."),
    "no_title": _("Give the room a name, for example “Bảo An”."),
    "no_shape": _("Choose one-on-one or class."),
    "window": _("The end must be later than the beginning, and not be over yet."),
    "capacity": _("A room holds between 2 and 50 people."),
    "no_relay": _("The school has no relay, so nobody would see or hear anybody. Leave the network addresses visible."),
    "role": _("People come in as students or as silent observers."),
    "no_person": _("This account is closed. Choose somebody else."),
    "lasts": _("A link lasts one year at most."),
    "link_ended": _("This link has ended. Make a new one."),
}


class Refused(people.Refused):
    """Not let in, or not done. `str()` is the sentence to show; `reason` the code of an error frame.

    `close_code` is None when the socket stays open; with 4410 the reason is the room's closed reason.
    """

    def __init__(self, close_code: int | None, reason: str, *, sentence: str = "") -> None:
        super().__init__(reason)
        self.close_code, self.reason, self._sentence = close_code, reason, sentence or reason

    def __str__(self) -> str:
        return str(_SENTENCES.get(self._sentence, _CLOSED))
