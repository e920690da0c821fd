"""App configuration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class FormsIntakeConfig(AppConfig):
    """Slips, their rules, the inbox and the way to Lark."""

    name = "forms_intake"
    verbose_name = _("Slips")

    def ready(self) -> None:
        """Says who may follow the live lists, and what makes the app unready, and what slips hold of a person."""
        from forms_intake import (
            alerts,
            handover_data,
            health,
            history,
            identities,
            identity_data,
            personal,
            saved_view_data,
            work,
        )
        from forms_intake import personal_link_data as links_data
        from forms_intake.entry import connect
        from forms_intake.exports import forgetting
        from forms_intake.files import ends
        from forms_intake.handover import checks as _receivers  # noqa: F401 - registers itself
        from forms_intake.holds import lifecycle
        from forms_intake.models import (
            BulkResend,
            Destination,
            Hold,
            LarkApp,
            LarkIdentity,
            PersonalLink,
            Policy,
            ReasonTemplate,
            Submission,
            Task,
        )
        from forms_intake.notices import connect as notices
        from forms_intake.status import links
        from school import live
        from school.health import register
        from school.live.saves import announced

        announced(Submission, lists="submissions", page="submission")
        # Deliveries change in bulk, which sends no signals: the engine announces them itself.
        live.topic("deliveries", rule=_may_view_deliveries)
        # Written by verbs that announce it, and counted by a task that does.
        live.topic("saved_views", rule=_may_view_submissions)
        live.topic("figures", rule=_may_view_submissions)
        # Who has a slip open: for those who may open it.
        live.topic("presence", rule=_may_view_submissions)
        # Senders have no account: the page that may be read names the topic, and nobody else can.
        live.topic("status", rule=lambda _reader: True, part=links.is_topic)
        # Told by its verbs: how far one is, is written past the signals.
        for name in ("exports", "export"):
            live.topic(name, rule=_may_export)
        post_save.connect(links.tell, sender=Submission, dispatch_uid="forms_intake.status")
        announced(BulkResend, lists="resends", page="resend")
        announced(Hold, lists="holds", page="hold")
        announced(Task, lists="tasks", page="task")
        announced(ReasonTemplate, lists="reasons", page="reason")
        announced(Destination, lists="destinations", page="destination")
        announced(LarkApp, lists="lark_apps", page="lark_app")
        announced(LarkIdentity, lists="lark_identities", page="lark_link")
        announced(PersonalLink, lists="personal_links", page="personal_link")
        announced(Policy, lists="policies", page="policy")
        work.when_changed(lifecycle.follow)
        register("deliveries", health.deliveries)
        register("alerts", alerts.health)
        register("quarantine", health.quarantine)
        alerts.connect()
        identities.connect()
        connect.connect()
        history.register()
        personal.register()
        handover_data.register()
        links_data.register()
        identity_data.register()
        saved_view_data.register()
        forgetting.register()
        ends.connect()
        notices.connect()


def _may_export(reader: Any) -> bool:
    return bool(reader.is_authenticated and reader.has_perm("forms_intake.export_submission"))


def _may_view_deliveries(reader: Any) -> bool:
    return bool(reader.is_authenticated and reader.has_perm("forms_intake.view_delivery"))


def _may_view_submissions(reader: Any) -> bool:
    return bool(reader.is_authenticated and reader.has_perm("forms_intake.view_submission"))
