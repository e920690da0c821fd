"""Lark's colour names (enumerations-for-fields-related-to-color) as CSS classes; unknown names get no colour."""

COLOURS = frozenset(
    [
        "blue",
        "wathet",
        "turquoise",
        "green",
        "lime",
        "yellow",
        "orange",
        "red",
        "carmine",
        "violet",
        "purple",
        "indigo",
        "grey",
        "neutral",
        "default",
    ]
)


def colour_class(prefix: str, colour: object) -> str:
    known = colour if isinstance(colour, str) and colour in COLOURS else "default"
    return f"{prefix}--{known}"
