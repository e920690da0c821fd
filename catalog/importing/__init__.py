"""Import of products from a spreadsheet: read, check, show, and only then write (docs/catalogue.md)."""
