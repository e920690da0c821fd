"""Pages of rooms: the way into one, and what a host keeps of them."""
