"""How long rows with personal data are kept (retention.yaml), and the work of letting them go."""
