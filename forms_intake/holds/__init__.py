"""The life of a hold after the school has agreed to it: reminders, return, extension, lapse (slips.md section 7)."""
