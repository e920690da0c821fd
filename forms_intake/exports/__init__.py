"""The inbox's filter as a file: asked for on a page, written by a worker, kept for a day."""
