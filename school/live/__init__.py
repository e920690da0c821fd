"""Live lists: tells every open page that something it shows has changed, never what (design.md, section 5)."""

from channels.layers import get_channel_layer

from school import aftercommit
from school.live import groups
from school.live.topics import Rule, topic

__all__ = ["Rule", "changed", "topic"]


def changed(*topics: str) -> None:
    """Announces the topics once the transaction has committed; equal ones that wait are announced once.

    Never raises and never waits: a page that misses an announcement refetches within a minute.
    """
    for name in topics:
        aftercommit.on_commit(_announce, name)


async def _announce(topic: str) -> None:
    await get_channel_layer().group_send(groups.of_topic(topic), {"type": "live.changed", "topic": topic})
