"""The files that production starts from. No Docker engine is needed to see that they fit each other and the code."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).parents[1]
OURS = ["migrate", "web", "worker", "beat"]
OF_THE_RELAY = {"TURN_REALM", "TURN_EXTERNAL_IP", "TURN_CERTIFICATES"}
# Read by uvicorn, by docker-compose.yml or by the data folder's own line, not by our settings.
READ_BY_OTHERS = {"FORWARDED_ALLOW_IPS", "WEB_CONCURRENCY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", *OF_THE_RELAY}
# Set in the files themselves, or only meant for development.
NOT_FOR_PEOPLE = {"DJANGO_ENV", "PORT"}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined, comments dropped."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines if line.strip())]


def final_stage() -> dict[str, list[str]]:
    found = instructions()
    last = max(index for index, (word, _) in enumerate(found) if word == "FROM")
    return {word: [rest for each, rest in found[last:] if each == word] for word, _ in found[last:]}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return parsed


def documented() -> dict[str, str]:
    """The variables of .env.example, those that are commented out too."""
    text = (ROOT / ".env.example").read_text()
    return dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", text, re.MULTILINE))


def load_settings(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Loads the settings as a server would, in a process with this environment alone."""
    command = [sys.executable, "-c", "import school.settings"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_every_instruction_of_the_dockerfile_is_one() -> None:
    known = {"FROM", "RUN", "ENV", "COPY", "WORKDIR", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert {word for word, _ in instructions()} <= known


def test_both_stages_have_the_python_of_the_tests() -> None:
    assert [rest.split()[0] for word, rest in instructions() if word == "FROM"] == ["python:3.11-slim-bookworm"] * 2
    assert 'python_version = "3.11"' in (ROOT / "pyproject.toml").read_text()


def test_only_hashed_product_packages_are_installed() -> None:
    install = next(rest for word, rest in instructions() if "pip install" in rest)
    assert "--require-hashes" in install
    assert ("COPY", "requirements/base.txt /requirements.txt") in instructions()


def test_the_image_runs_as_an_ordinary_user() -> None:
    assert final_stage()["USER"] == ["10001"]


def test_the_image_carries_no_secret() -> None:
    kept = " ".join(rest for word, rest in instructions() if word in {"ENV", "ARG"})
    assert not re.search(r"SECRET|PASSWORD|KEY|TOKEN|_URL", kept)


def test_the_image_asks_the_web_process_whether_it_lives() -> None:
    assert final_stage()["HEALTHCHECK"][0].endswith('CMD ["python", "scripts/healthcheck.py"]')
    assert "/health/live" in (ROOT / "scripts" / "healthcheck.py").read_text()


def test_the_web_process_believes_no_proxy_that_was_not_named() -> None:
    script = (ROOT / "scripts" / "serve.sh").read_text()
    assert script.index("proxy=--no-proxy-headers") < script.index('if [ -n "${FORWARDED_ALLOW_IPS:-}" ]')
    assert "\nexec uvicorn school.asgi:application " in script


def test_all_that_the_image_needs_is_let_in_and_nothing_else() -> None:
    first, *lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    ours = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert first == "*"
    assert let_in == ours | {
        "manage.py", "templates", "locale", "requirements/base.txt", "scripts/healthcheck.py", "scripts/serve.sh"
    }  # fmt: skip
    assert all((ROOT / path).exists() for path in let_in)


def test_the_services_are_the_designs_processes(compose: dict[str, Any]) -> None:
    assert sorted(compose["services"]) == ["beat", "migrate", "postgres", "redis", "turn", "web", "worker"]


def test_only_web_is_published_and_only_to_this_machine(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_stores_cannot_be_reached_from_outside(compose: dict[str, Any]) -> None:
    assert compose["networks"]["inside"] == {"internal": True}
    assert [compose["services"][name]["networks"] for name in ("postgres", "redis")] == [["inside"]] * 2


def test_every_service_restarts_except_the_one_that_ends(compose: dict[str, Any]) -> None:
    restart = {name: service["restart"] for name, service in compose["services"].items()}
    assert restart.pop("migrate") == "no"
    assert set(restart.values()) == {"unless-stopped"}


def test_every_service_is_read_only_and_cannot_gain_rights(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_stores_are_asked_for_their_health_and_the_rest_waits(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert all("test" in services[name]["healthcheck"] for name in ("postgres", "redis", "worker"))
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert {services[name]["depends_on"]["migrate"]["condition"] for name in ("web", "worker", "beat")} == {
        "service_completed_successfully"
    }


def test_redis_refuses_when_full_and_keeps_nothing(compose: dict[str, Any]) -> None:
    command = compose["services"]["redis"]["command"][-1]
    assert '--save "" --appendonly no' in command
    assert "--maxmemory-policy noeviction" in command


def test_text_is_ordered_as_in_development(compose: dict[str, Any]) -> None:
    from school.embedded.cluster import LOCALE

    assert compose["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split() == list(LOCALE)
    assert compose["services"]["postgres"]["image"].startswith("postgres:18")


def test_our_services_are_in_production_and_have_the_settings(compose: dict[str, Any]) -> None:
    for name in OURS:
        assert compose["services"][name]["environment"]["DJANGO_ENV"] == "production"
        assert compose["services"][name]["env_file"] == ".env"


def test_every_named_volume_and_network_is_declared(compose: dict[str, Any]) -> None:
    services = compose["services"].values()
    mounted = {volume.split(":")[0] for service in services for volume in service.get("volumes", [])}
    assert {name for name in mounted if not name.startswith((".", "$"))} == set(compose["volumes"])
    assert all((ROOT / name).exists() for name in mounted if name.startswith("."))
    assert {network for service in services for network in service.get("networks", [])} == set(compose["networks"])


def test_every_variable_of_the_compose_file_is_documented() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert used <= set(documented())


def test_no_password_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{[A-Z]+_PASSWORD([^}]*)\}", text)) == {":?must be set in .env"}


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    parts = ("school", "accounts", "catalog", "forms_intake", "rooms")
    source = "".join(path.read_text() for part in parts for path in (ROOT / part).rglob("*.py"))
    read = set(re.findall(r'env\.(?:text|required|secret|guard|origins|at_least_one)\("([A-Z_]+)"', source))
    assert set(documented()) == (read - NOT_FOR_PEOPLE) | READ_BY_OTHERS


def test_the_example_carries_no_secret() -> None:
    secret = {name for name in documented() if re.search(r"SECRET|PASSWORD|_KEYS?$|TOKEN", name)}
    assert {documented()[name] for name in secret} == {""}


@pytest.mark.parametrize(
    "missing",
    [
        "SECRET_KEY",
        "FIELD_ENCRYPTION_KEYS",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "REDIS_URL",
        "SITE_URL",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
        "SCHOOL_NAME",
        "SCHOOL_PHONE",
    ],
)
def test_production_does_not_start_without_what_it_needs_and_names_it(missing: str) -> None:
    filled_in = {name: value or "x" for name, value in documented().items()} | {"DATABASE_URL": "postgresql:///x"}
    env = {name: value for name, value in filled_in.items() if name != missing} | {"DJANGO_ENV": "production"}
    done = load_settings(env)
    assert f"{missing} must be set in production (see .env.example)" in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_ENCRYPTION_KEYS"])
def test_production_does_not_start_with_the_secrets_of_development(name: str) -> None:
    source = (ROOT / "school" / "settings.py").read_text()
    published = ast.literal_eval(re.search(rf'env\.secret\("{name}", (.+?)\)+\n', source)[1])  # type: ignore[index]  # found, or the test fails
    filled_in = {name: value or "x" for name, value in documented().items()} | {"DATABASE_URL": "postgresql:///x"}
    done = load_settings(filled_in | {"DJANGO_ENV": "production", name: published})
    assert f"{name} must not be the development value" in done.stderr


def test_the_image_is_built_with_every_value_that_the_settings_ask_for() -> None:
    collecting = next(rest for word, rest in instructions() if "collectstatic" in rest)
    given = dict(re.findall(r"([A-Z_]+)=(\S+)", collecting))
    done = load_settings(given)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("value", ["prod", "Production", "live"])
def test_a_server_of_an_unknown_kind_does_not_start(value: str) -> None:
    done = load_settings({"DJANGO_ENV": value})
    assert f"DJANGO_ENV must be production or development, not {value!r}" in done.stderr


GUARDS = [("LARK_LIMITS", "documented"), ("SPAM_CHECKS", "on")]


@pytest.mark.parametrize(("name", "kept"), GUARDS)
def test_a_misspelt_protection_stops_the_start_instead_of_meaning_something(name: str, kept: str) -> None:
    done = load_settings({name: "off"})
    assert f"{name} must be {kept} or none, not 'off'" in done.stderr


@pytest.mark.parametrize(("name", "kept"), GUARDS)
def test_only_development_may_lift_a_protection(name: str, kept: str) -> None:
    assert load_settings({name: "none"}).returncode == 0
    filled_in = {key: value or "x" for key, value in documented().items()} | {"DATABASE_URL": "postgresql:///x"}
    done = load_settings(filled_in | {"DJANGO_ENV": "production", name: "none"})
    assert f"{name} must be {kept} in production" in done.stderr


@pytest.mark.parametrize("name", ["SITE_URL", "LARK_BASE_URL"])
def test_production_speaks_https_only(name: str) -> None:
    filled_in = {key: value or "x" for key, value in documented().items()} | {"DATABASE_URL": "postgresql:///x"}
    done = load_settings(filled_in | {"DJANGO_ENV": "production", name: "http://school.example"})
    assert "must begin with https://" in done.stderr


@pytest.mark.parametrize("value", ["*", "10.0.0.1, *", "0.0.0.0/0", "::/0"])
def test_no_server_starts_that_believes_everybody(value: str) -> None:
    done = load_settings({"FORWARDED_ALLOW_IPS": value})
    assert "FORWARDED_ALLOW_IPS must name the reverse proxy, never everybody" in done.stderr
