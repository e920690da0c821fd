"""Where sockets of rooms ask the database: in a few threads of their own, so that no page waits for a lesson."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import django.db
import psycopg
from channels.db import DatabaseSyncToAsync

# Whoever waits for a room's row must not keep everybody else waiting.
_THREADS = 4
# A database that hangs, instead of refusing, must not keep a socket's task for ever.
MOST_S = 10.0
_pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="rooms")
LOST = (TimeoutError, django.db.Error, psycopg.Error)

P = ParamSpec("P")
R = TypeVar("R")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Calls it where it may use the database; raises what it raises, and one of LOST without a database."""
    call = DatabaseSyncToAsync(function, thread_sensitive=False, executor=_pool)
    async with asyncio.timeout(MOST_S):
        answer: R = await call(*args, **kwargs)
    return answer
