"""Lark: one small client a transport, one typed answer, cards (contract: lark.md)."""
