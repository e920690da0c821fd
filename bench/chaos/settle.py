"""The end of a run: everything works again, and what waits for its next try need not wait for hours."""

from django.db import OperationalError, connection

from tests.processes import eventually

_LONGEST_S = 1_800


def drained() -> int:
    """Until every delivery has arrived, trying waiting ones at once (“Try now”); how many had to be sent again."""
    again = [0]

    def is_done() -> bool:
        try:
            again[0] += _hurry()
            return not _left()
        except OperationalError:
            # PostgreSQL was restarted under our connection.
            connection.close()
            return False

    eventually(is_done, seconds=_LONGEST_S, what="every delivery")
    return again[0]


def _hurry() -> int:
    from forms_intake.deliveries import outbox
    from forms_intake.enums import DeliveryState
    from forms_intake.models import Delivery
    from school import clock

    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__gt=clock.now())
    waiting.update(next_attempt_at=clock.now())
    return outbox.send_again(Delivery.objects.filter(state=DeliveryState.DEAD))


def _left() -> bool:
    from forms_intake.models import Delivery

    return Delivery.objects.open().exists()
