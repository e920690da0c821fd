"""All names of channel-layer groups that live lists use."""

import hashlib

# Every process that has sockets of people open.
PEOPLE = "live.people"


def of_topic(topic: str) -> str:
    """Every socket that follows the topic. Group names know no colon."""
    return "live.topic." + topic.replace(":", ".")


def of_session(session_key: str) -> str:
    """Every socket opened in the session. The key itself is a credential and stays out of Redis."""
    return "live.session." + hashlib.sha256(session_key.encode()).hexdigest()[:32]
