"""App configuration."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from school.live.topics import Reader


class FormsIntakeConfig(AppConfig):
    """Slips, their rules, the inbox and the way to Lark."""

    name = "forms_intake"
    verbose_name = _("Slips")

    def ready(self) -> None:
        """Says who may follow the live lists, and what makes the app unready, and what slips hold of a person."""
        from forms_intake import health, history, personal
        from school import live
        from school.health import register

        live.topic("submissions", rule=_may_view)
        live.topic("submission", rule=_may_view)
        register("deliveries", health.deliveries)
        history.register()
        personal.register()


def _may_view(reader: "Reader") -> bool:
    from accounts.models import User

    return isinstance(reader, User) and reader.has_perm("forms_intake.view_submission")
