"""`manage.py purge [--dry-run] [--person EMAIL_OR_ID --yes]`: lets go what retention.yaml no longer allows to keep."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from school import personal
from school.retention import people, plan, run
from school.retention.rules import Rule

_AS_LONG_AS_IT_TAKES = 24 * 3600.0
_LONGEST_ID = 18


class Command(BaseCommand):
    """The nightly purge by hand, what it would do, or the purge of one person."""

    help = "Deletes rows whose time in school/retention.yaml is over. With --dry-run only says which."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Either all that is due, or one person whatever is due."""
        parser.add_argument("--dry-run", action="store_true", help="change nothing; print what would go, and why")
        parser.add_argument("--person", metavar="EMAIL_OR_ID", help="forget this one person now, for good")
        parser.add_argument("--yes", action="store_true", help="with --person: yes, this cannot be undone")

    def handle(self, *, dry_run: bool, person: str | None, yes: bool, **options: object) -> None:
        """CommandError when something could not go, so that whoever called it notices."""
        if person is not None:
            self._forget(_found(person), sure=yes and not dry_run)
        elif dry_run:
            self._announce()
        else:
            self._run()

    def _announce(self) -> None:
        for step in plan.steps():
            if count := step.count():
                oldest = step.oldest()
                since = f"{timezone.localtime(oldest):%d/%m/%Y}" if oldest else "?"
                verb = "forget" if step.rule.forget else "delete"
                self.stdout.write(f"{step.rule.label}: {verb} {count}, oldest {since} ({step.rule})")
        self.stdout.write("Nothing was changed.")

    def _run(self) -> None:
        report = run.run(_AS_LONG_AS_IT_TAKES)
        if report is None:
            raise CommandError("Another purge is running. Wait until it has ended.")
        for name, count in report.gone.items():
            self.stdout.write(f"{name}: {count} gone")
        if report.failed:
            faults = [f"{name}: {count or 'the whole table'} could not go" for name, count in report.failed.items()]
            raise CommandError("\n".join([*faults, "The log says which rows and why; the next run tries again."]))
        self.stdout.write("Done.")

    def _forget(self, person: Any, *, sure: bool) -> None:
        if not person.is_archived:
            raise CommandError("This account is in use. Archive it first: that can still be undone.")
        if not sure:
            raise CommandError(f"User {person.pk} would be forgotten for good. To do that, add --yes (no --dry-run).")
        try:
            done = people.forget(person.pk, rule=Rule(person._meta.label, after="archived_at", forget=True))
        except personal.Busy:
            raise CommandError("A slip of this person is being sent to Lark. Try again in a minute.") from None
        unless = "This person was forgotten before." if person.purged_at else "This account has just been restored."
        self.stdout.write("Forgotten." if done else unless)


def _found(given: str) -> Any:
    """By number, or by e-mail address."""
    # No id has more digits; the database would refuse to compare.
    by_number = given.isdecimal() and len(given) <= _LONGEST_ID
    wanted = Q(pk=int(given)) if by_number else Q(email__iexact=given)
    person = get_user_model()._base_manager.filter(wanted).first() if given.strip() else None
    if person is None:
        raise CommandError("Nobody has this e-mail address or number.")
    return person
