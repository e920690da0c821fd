"""The inbox: what the office works from, all day."""
