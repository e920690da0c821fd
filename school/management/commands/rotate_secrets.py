"""`manage.py rotate_secrets`: after a new key was put first in FIELD_ENCRYPTION_KEYS, before the old one is removed."""

from django.core.management.base import BaseCommand

from school import encryption


class Command(BaseCommand):
    """Re-encrypts every stored secret."""

    help = "Writes every encrypted value anew with the first key of FIELD_ENCRYPTION_KEYS."

    def handle(self, **options: object) -> None:
        """Prints how many rows were rewritten."""
        self.stdout.write(f"{encryption.rotate()} rows now hold their secrets under the first key.")
