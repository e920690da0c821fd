"""Rules flag, they do not block: what a slip touches, and what the sender reads before sending (slips.md section 1)."""
