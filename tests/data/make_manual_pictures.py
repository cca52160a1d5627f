"""Makes the pictures of the manual: ``make pictures`` (``python -m tests.data.make_manual_pictures``).

Every picture that a topic names is a sight of the tour, photographed in the demonstration school. They are
small: a narrow window, and a palette instead of all colours.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

from PIL import Image, ImageOps

from app.ground.paths import RESOURCES
from ui import tour

MANUAL = RESOURCES / "manual"
PICTURES = MANUAL / "pictures"
SIZE = (1080, 760)
COLOURS = 160  # the most frequent; the rest, of letters' edges, takes the nearest
LINE = (201, 207, 214)  # theme.LINE_FIRM


def named() -> dict[str, set[str]]:
    """Return the sights that topics show, by topic."""
    return {
        page.stem: set(re.findall(r"\]\(pictures/(.+?)\.png\)", page.read_text("utf-8")))
        for page in MANUAL.glob("*.md")
    }


def make() -> list[Path]:
    """Photograph what is named into resources/manual/pictures, and take away what is not named any more."""
    wanted = set().union(*named().values())
    made: list[Path] = []
    with tempfile.TemporaryDirectory() as folder:
        for taken in tour.tour(Path(folder), [SIZE], wanted=lambda sight: sight in wanted):
            name = taken.stem.split("-", 1)[1].removesuffix(f"-{SIZE[0]}")
            made.append(_kept(taken, PICTURES / f"{name}.png"))
    for picture in PICTURES.glob("*.png"):
        if picture not in made:
            picture.unlink()
    return made


def _kept(taken: Path, target: Path) -> Path:
    target.parent.mkdir(exist_ok=True)
    with Image.open(taken) as picture:
        framed = ImageOps.expand(picture.convert("RGB"), 1, LINE)
    dots = framed.tobytes()
    counted = Counter(dots[place : place + 3] for place in range(0, len(dots), 3))
    palette = Image.new("P", (1, 1))
    palette.putpalette(b"".join(colour for colour, _ in counted.most_common(COLOURS)))
    framed.quantize(palette=palette, dither=Image.Dither.NONE).save(target, optimize=True)
    return target


if __name__ == "__main__":
    pictures = make()
    whole = sum(picture.stat().st_size for picture in pictures)
    print(f"{len(pictures)} pictures, {whole // 1024} KB")
