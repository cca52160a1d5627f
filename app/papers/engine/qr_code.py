"""A QR code drawn into a PDF."""

from __future__ import annotations

import math
from typing import Any

import zxingcpp

_MOST_MODULES = 89
"""A side of so many is still 0.27 mm a module in 24 mm: three dots of a 300 dpi printer."""


def stencil(text: str, x: float, y: float, size: float, ink: tuple[float, float, float]) -> str:
    """Return PDF operators that draw a QR code, `size` points wide, as a one-bit stencil.

    The stencil has no seams between modules on any screen, and a twentieth of the bytes that
    as many rectangles need. A seventh of the code may be soiled (level M); of a long text less
    (level L), for larger modules are read more easily than many small ones.
    Raises ValueError for a text that no code can hold.
    """
    side, modules = _modules(text, "M")
    if side > _MOST_MODULES:
        side, modules = _modules(text, "L")
    pad = b"0" * (-side % 8)
    bits = modules.translate(_BITS)
    rows = b"".join(bits[n : n + side] + pad for n in range(0, side * side, side))
    return (
        f"q {ink[0]} {ink[1]} {ink[2]} rg {size:.2f} 0 0 {size:.2f} {x:.2f} {y:.2f} cm\n"
        f"BI /W {side} /H {side} /IM true /BPC 1 /D [1 0] /F /AHx ID\n"
        f"{int(rows, 2):0{len(rows) // 4}x}>\nEI Q"
    )


def _modules(text: str, level: str) -> tuple[int, bytes]:
    """Return how many modules a side has, and their greys row by row.

    The mask pattern is fixed: trying all eight (ISO/IEC 18004 §7.8.3) takes six times as long as the
    rest, and readers accept any.
    """
    try:
        barcode = zxingcpp.create_barcode(
            text, zxingcpp.BarcodeFormat.QRCode, ec_level=level, data_mask=0
        )
    except ValueError:
        if level == "L":
            raise
        return _modules(text, "L")
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    modules = bytes(memoryview(image))
    return math.isqrt(len(modules)), modules


_BITS = bytes(ord("1") if value < 128 else ord("0") for value in range(256))
"""Turns the grey of a module into a digit: dark is 1."""
