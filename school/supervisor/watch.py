"""Keep an eye on the services while the programs run."""

import asyncio
from pathlib import Path

import psycopg

from school import embedded
from school.supervisor.output import Output

_SECONDS = 1.0


async def watch_own(var: Path, output: Output) -> None:
    """Bring Redis back when it dies, since nothing is lost with it. Raises EmbeddedError when PostgreSQL is gone."""
    while True:
        await asyncio.sleep(_SECONDS)
        if await asyncio.to_thread(embedded.mend, var):
            output.say("Redis had stopped and was started again; nothing is lost, deliveries go on within 15 s.")


async def watch_given(database_url: str, output: Output) -> None:
    """Say when the database that DATABASE_URL names stops answering, and when it answers again."""
    answered = True
    while True:
        answers_now = await asyncio.to_thread(answers, database_url)
        if answers_now != answered:
            output.say("PostgreSQL answers again." if answers_now else "PostgreSQL at DATABASE_URL does not answer.")
        answered = answers_now
        await asyncio.sleep(_SECONDS)


def answers(database_url: str) -> bool:
    """Whether the database takes connections now."""
    try:
        psycopg.connect(database_url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
