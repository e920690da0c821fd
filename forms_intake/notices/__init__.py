"""What the office is told: the bell in the header, its page, and e-mails as each person chose (docs/notices.md)."""
