from __future__ import annotations

import struct

from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from installer import draw_icon


def test_the_kept_icon_is_the_windows_drawing_in_every_size(qapp: QApplication) -> None:
    kept = draw_icon.ICON.read_bytes()
    renderer = QSvgRenderer(str(draw_icon.DRAWING))
    assert renderer.isValid()
    assert struct.unpack_from("<HHH", kept) == (0, 1, len(draw_icon.SIZES))
    for number, size in enumerate(draw_icon.SIZES):
        width, *_, length, place = struct.unpack_from("<BBBBHHII", kept, 6 + 16 * number)
        assert width == size % 256
        image = kept[place : place + length]
        if size >= draw_icon.AS_PNG:
            assert image.startswith(b"\x89PNG")
        else:
            drawn = draw_icon.image_bytes(draw_icon.drawn(renderer, size))
            # another processor may round a shade at an edge otherwise
            apart = max(abs(a - b) for a, b in zip(image, drawn, strict=True))
            assert apart <= 4
