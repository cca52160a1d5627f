# Types of the part of zxing-cpp that we use: its own leave the making of a code open.
from PIL.Image import Image

class BarcodeFormat:
    QRCode: BarcodeFormat

class BarcodeFormats:
    def __init__(self, format: BarcodeFormat) -> None: ...

class Point:
    x: int
    y: int

class Position:
    top_left: Point
    top_right: Point
    bottom_left: Point
    bottom_right: Point

class Barcode:
    text: str
    bytes: bytes
    position: Position
    def to_image(
        self, scale: int = 1, add_hrt: bool = False, add_quiet_zones: bool = True
    ) -> object: ...  # bears the buffer of a grey picture

def read_barcodes(image: Image, formats: BarcodeFormats = ...) -> list[Barcode]: ...
def create_barcode(
    content: str | bytes, format: BarcodeFormat, *, ec_level: str = "", data_mask: int = -1
) -> Barcode: ...
