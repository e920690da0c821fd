"""The five slips (phiếu): what each asks, how answers are checked, and what is stored (slips.md)."""
