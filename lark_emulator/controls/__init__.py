"""`/_emulator/…`: the handles for tests and demonstrations."""
