"""The floor of the submit path: what Django's own project template makes of a form that is stored."""
