"""Draws launcher/dangxiao.ico from the window's icon: ``python -m installer.draw_icon``.

Run by hand when the drawing changes; the .ico is kept, so that the assembly needs no Qt.
"""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
DRAWING = HERE.parent / "resources/icons/dangxiao.svg"
ICON = HERE / "launcher/dangxiao.ico"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)  # pixels; 20 and 40 for screens at 125 %
AS_PNG = 256  # from this size on; older readers want the smaller ones as plain bitmaps


def main() -> None:
    """Write the icon with all its sizes."""
    renderer = QSvgRenderer(str(DRAWING))
    images = [image_bytes(drawn(renderer, size)) for size in SIZES]
    head = struct.pack("<HHH", 0, 1, len(SIZES))
    place = len(head) + 16 * len(SIZES)
    for size, data in zip(SIZES, images, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    ICON.write_bytes(head + b"".join(images))


def drawn(renderer: QSvgRenderer, size: int) -> QImage:
    """Return the drawing, ``size`` pixels square."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    return image


def image_bytes(image: QImage) -> bytes:
    """Return one image as an icon holds it: PNG, or a bitmap without its file header, and a mask."""
    size = image.width()
    if size >= AS_PNG:
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue,reportArgumentType]
        return bytes(held.data())
    pixels = bytes(image.constBits())
    rows = [pixels[y * size * 4 : (y + 1) * size * 4] for y in reversed(range(size))]
    mask = bytes((size + 31) // 32 * 4 * size)
    head = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, len(pixels), 0, 0, 0, 0)
    return head + b"".join(rows) + mask


if __name__ == "__main__":
    main()
