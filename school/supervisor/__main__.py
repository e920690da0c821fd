"""`python -m school.supervisor`, which `make run` calls."""

import asyncio
import os
import sys
from functools import partial
from pathlib import Path

from school import embedded
from school.supervisor import setup_mark
from school.supervisor.announce import announce
from school.supervisor.leftovers import RefusedError, end_leftovers, environment, only_one
from school.supervisor.output import Output
from school.supervisor.ports import from_environment
from school.supervisor.programs import Program, plan, set_up
from school.supervisor.supervise import supervise
from school.supervisor.watch import answers, watch_given, watch_own


def main() -> str:
    """Run the system; the reason it ended for, empty when it was asked to. Raises RefusedError or EmbeddedError."""
    if os.environ.get("DJANGO_ENV") == "production":
        raise RefusedError("`make run` is for development; in production use docker-compose.yml.")
    var = embedded.data_folder(Path(os.environ.get("VAR_DIR") or "var"))
    with only_one(var):
        end_leftovers(var)
        port, emulator_port = from_environment("PORT"), from_environment("LARK_EMULATOR_PORT")
        if port == emulator_port:
            raise RefusedError("PORT and LARK_EMULATOR_PORT must be two different ports.")
        _check_given_services()
        with embedded.urls(var) as urls:
            return _run(var, port, emulator_port, urls)


def _run(var: Path, port: int, emulator_port: int, urls: dict[str, str]) -> str:
    setup = _set_up_if_needed(urls["DATABASE_URL"]) if urls else set_up()
    own = {"PYTHONUNBUFFERED": "1", "PORT": str(port), "VAR_DIR": str(var), **urls, **environment(var)}
    emulated = {
        "LARK_BASE_URL": f"http://127.0.0.1:{emulator_port}",
        "LARK_EMULATOR_CALLBACKS": f"http://127.0.0.1:{port}/lark/callbacks/cli_demo/",
    }
    env = {**emulated, **os.environ, **own}
    output = Output()
    watch = partial(watch_own, var) if urls else partial(watch_given, env["DATABASE_URL"])
    companions = [partial(watch, output), partial(announce, port, emulator_port, output)]
    return asyncio.run(supervise(plan(port, emulator_port, var, setup), env, output, companions))


def _check_given_services() -> None:
    given = {"DATABASE_URL", "REDIS_URL"} & os.environ.keys()
    if len(given) == 1:
        raise RefusedError("Set both DATABASE_URL and REDIS_URL, or neither.")
    if given and not answers(os.environ["DATABASE_URL"]):
        raise RefusedError("PostgreSQL at DATABASE_URL does not answer.")


def _set_up_if_needed(database_url: str) -> Program | None:
    mark = setup_mark.of_sources()
    return None if setup_mark.is_noted(database_url, mark) else set_up(mark)


def _command_line() -> str:
    try:
        reason = main()
    except (RefusedError, embedded.EmbeddedError) as error:
        return str(error)
    if not reason:
        Output().say("Stopped.")
    return reason


if __name__ == "__main__":
    sys.exit(_command_line() or None)
