"""How the school does: figures, charts and tables."""
