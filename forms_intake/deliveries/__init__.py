"""The delivery engine: PostgreSQL is the queue, Celery only wakes it (lark.md sections 4 to 6)."""
