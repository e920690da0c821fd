"""The cast of the pages' tests: a teacher, a colleague, a student; browsers in English."""

from django.test import Client

from accounts import profiles
from accounts.models import User


def signed_in(person: User) -> Client:
    """The person's browser, in English."""
    client = Client()
    client.force_login(person)
    profiles.change(person, by=person, language="en")
    return client
