"""A client of rooms written from docs/room-protocol.md alone, on aiortc: a WebRTC stack that nobody here wrote."""
