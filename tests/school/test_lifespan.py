"""What a web process does before its first request."""

import gc
from typing import Any

from asgiref.sync import async_to_sync

from school.asgi import application


def test_what_is_loaded_is_kept_out_of_collections_before_the_first_request() -> None:
    asked, told = iter(["lifespan.startup", "lifespan.shutdown"]), []

    async def receive() -> dict[str, str]:
        return {"type": next(asked)}

    async def send(message: dict[str, Any]) -> None:
        told.append((message["type"], gc.get_freeze_count() > 50_000))

    try:
        async_to_sync(application)({"type": "lifespan"}, receive, send)
    finally:
        gc.unfreeze()
    assert told == [("lifespan.startup.complete", True), ("lifespan.shutdown.complete", True)]
