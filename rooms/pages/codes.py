"""QR codes as files, black on white whatever the theme: cameras need that."""

from io import BytesIO

import segno
from django.http import HttpResponse


def drawn(address: str) -> HttpResponse:
    """The address for the camera of a phone."""
    drawing = BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", scale=8, border=4, dark="#000", light="#fff")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")
