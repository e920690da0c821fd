"""Papers and pictures that come with a slip: checked, made anew, kept in private storage (docs/files.md)."""
