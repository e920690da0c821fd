"""The receiver of a transferred course is asked, and answers (slips.md section 6; docs/handover.md)."""
