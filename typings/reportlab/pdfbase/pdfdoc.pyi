from typing import IO, Any

class PDFImageXObject:
    width: int
    height: int
    colorSpace: str
    streamContent: Any

    def __init__(self, name: str) -> None: ...
    def loadImageFromJPEG(self, imageFile: IO[bytes]) -> bool: ...
    def format(self, document: object) -> bytes: ...
