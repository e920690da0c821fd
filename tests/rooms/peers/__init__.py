"""A client of rooms written from docs/room-protocol.md alone, on aiortc: a WebRTC stack that nobody here wrote."""

import logging

# Otherwise it tells of every packet of every check.
logging.getLogger("aioice").setLevel(logging.WARNING)
logging.getLogger("aiortc").setLevel(logging.WARNING)
