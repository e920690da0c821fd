"""A faithful local Lark for development, demos and tests: never deployed, and nothing leaves this machine."""
