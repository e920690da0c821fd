"""Prices as they are written here."""


def dong(price: int) -> str:
    """9600000 → 9.600.000đ."""
    return f"{price:,}đ".replace(",", ".")
