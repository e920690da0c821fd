"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsIntakeConfig(AppConfig):
    """Slips, their rules, the inbox and the way to Lark."""

    name = "forms_intake"
    verbose_name = _("Slips")
