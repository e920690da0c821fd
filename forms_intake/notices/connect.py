"""What the app is told of notices when it is ready."""

from forms_intake.notices import audience, causes, personal, telling
from school import live


def connect() -> None:
    """Listens to what happens, and lets everybody follow their own bell and nobody else's."""
    causes.connect()
    personal.register()
    live.topic(telling.TOPIC, rule=audience.may_read, is_personal=True)
