"""What became of a slip, for whoever sent it (slips.md section 10, status page)."""
