"""What the marketing site reads: products, in JSON, for everybody. See docs/api.md."""
