"""Bases: bitable/v1 (docs/server-api/docs/base)."""
