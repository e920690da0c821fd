"""Messages of apps: im/v1 (docs/server-api/messaging)."""
