"""`make chaos`: slips keep coming while everything behind the form is stopped, flushed, restarted and lied to."""
