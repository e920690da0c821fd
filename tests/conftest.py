"""Fixtures that every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import hypothesis
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Playwright, sync_playwright
from pytest_django import DjangoDbBlocker, Settings

from school import aftercommit
from tests import database
from tests.lark import Lark
from tests.processes import Process, chromium, serving

# Hypothesis would fail an example that takes longer than 200 ms; on a busy machine any may, and no test asserts a time.
hypothesis.settings.register_profile("school", deadline=None)
hypothesis.settings.load_profile("school")
# Hashing that is slow on purpose would cost minutes. A hash says its own rounds, so servers in other processes read it.
PBKDF2PasswordHasher.iterations = 1_000
# Short, so that a lease (six times as long) can be waited for.
LARK_TIMEOUT_S = "1"
# Playwright keeps an event loop in this thread, where Django would refuse to be asked.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CHROMIUM_OPTIONS += ["--disable-sync", "--disable-component-update", "--disable-quic"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: Playwright's event loop stays in this thread until the end, and no other can run beside it."""
    items.sort(key=_is_in_browser)


def _is_in_browser(item: pytest.Item) -> bool:
    return "playwright" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> database.Turn:
    """What Django is told before it makes the database of this worker."""
    turn = database.Turn()
    turn.begin()
    return turn


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: database.Turn, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database, emptied in our own way after tests that commit."""
    with django_db_blocker.unblock():
        database.remember()
        django_db_modify_db_settings.end()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: database.empty())
        yield
    with django_db_blocker.unblock():
        database.end_other_sessions()


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """What a test handed over after commit is done before the next one begins."""
    yield
    aftercommit.drain(5)


@pytest.fixture(scope="session")
def emulator_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Lark emulator as a process of its own."""
    log = tmp_path_factory.mktemp("emulator") / "log"
    with serving("lark_emulator.app:app", log=log, environment={}, ready="/_emulator/messages") as url:
        yield url


@pytest.fixture
def lark(emulator_url: str, settings: Settings) -> Iterator[Lark]:
    """An empty emulator, and settings that point to it."""
    settings.LARK_BASE_URL = emulator_url
    settings.LARK_TIMEOUT_S = float(LARK_TIMEOUT_S)
    with httpx.Client(base_url=emulator_url, trust_env=False) as client:
        lark = Lark(client)
        lark.reset()
        yield lark


@pytest.fixture(scope="session")
def environment(django_db_setup: None, emulator_url: str) -> dict[str, str]:
    """What makes another process use this test run's database and emulator."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    # urlunsplit drops the empty host of a socket address.
    database = database.replace("postgresql:/", "postgresql://", 1) if "://" not in database else database
    # Browsers and senders of tests are faster than people, and all have one address.
    lark = {"LARK_BASE_URL": emulator_url, "LARK_TIMEOUT_S": LARK_TIMEOUT_S}
    return {"DATABASE_URL": database, "SPAM_CHECKS": "none", **lark}


@pytest.fixture(scope="session")
def live_url(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site in a process of its own, as production runs it."""
    log = tmp_path_factory.mktemp("web") / "log"
    with serving("school.asgi:application", log=log, environment=environment, ready="/health/live") as url:
        yield url


@pytest.fixture
def worker(environment: dict[str, str], tmp_path: Path, transactional_db: None) -> Iterator[Process]:
    """A Celery worker with its sweeper."""
    process = start_worker(environment, tmp_path)
    yield process
    process.stop()


def start_worker(environment: dict[str, str], folder: Path, *, children: int = 2) -> Process:
    """Beat inside the worker keeps this to one process group that can be killed."""
    options = ["--concurrency", str(children), "-B", "-s", str(folder / "beat"), "--without-gossip", "--without-mingle"]
    process = Process(
        "celery", "-A", "school", "worker", *options, "-l", "info", log=folder / "worker.log", environment=environment
    )
    process.wait_for(lambda: " ready." in process.output())
    return process


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all: the tests that need it run last, because no other event loop can run beside its own."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium; each test has a context of its own in it."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
    yield browser
    browser.close()
