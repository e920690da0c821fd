"""Import of people from a spreadsheet: read, check, show, and only then write (ADR 0013)."""
