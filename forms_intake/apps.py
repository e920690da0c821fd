"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsIntakeConfig(AppConfig):
    """Slips, their rules, the inbox and the way to Lark."""

    name = "forms_intake"
    verbose_name = _("Slips")

    def ready(self) -> None:
        """Says who may follow the live lists, and what makes the app unready, and what slips hold of a person."""
        from forms_intake import health, history, personal
        from forms_intake.models import Submission
        from school.health import register
        from school.live.saves import announced

        announced(Submission, lists="submissions", page="submission")
        register("deliveries", health.deliveries)
        history.register()
        personal.register()
