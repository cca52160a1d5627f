"""Every paper of the demonstration looks as it did: page by page, against kept pictures.

Fonts are bundled, the maker and the painter of PDF pinned, so a page is the same dots everywhere. Where
one is meant to look otherwise, ``pytest tests/app/papers/test_pictures.py --renew-pictures`` keeps the
new one; look at it before it is committed.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageOps
from PIL.PngImagePlugin import PngInfo

from app.classes import classes
from app.file.session import Session
from app.ground.paths import ROOT
from app.papers import (
    certificate_ledger,
    certificates,
    rehearsals,
    roster,
    statistics,
    timetable,
)
from app.school.rehearsals import Rehearsal

KEPT = ROOT / "tests" / "data" / "papers"
TOLD = ROOT / "build" / "pictures"
DPI = 50
GREYS = 4  # bits: sixteen shades show every edge and the watermark, in a fifth of the bytes
DIGEST = "digest of its dots at 200 dpi"
ROOM = 300_000  # bytes for all of them

Make = Callable[[Session, Path], int]


def of_class(code: str) -> Callable[[Session], int]:
    return lambda session: session.read(classes.by_code, code).id


def timetable_of(code: str) -> Make:
    """A timetable, approved on a fixed day where it is approved: the demonstration does it today."""

    def make(session: Session, path: Path) -> int:
        data = session.read(timetable.gather, of_class(code)(session))
        day = data.approved_on and "2026-03-02"
        return timetable.write(dataclasses.replace(data, approved_on=day), path)

    return make


def roster_of(code: str, *, identity: bool) -> Make:
    def make(session: Session, path: Path) -> int:
        people = session.read(roster.gather, of_class(code)(session), identity=identity)
        return roster.write(people, path)

    return make


def certificates_of(code: str, *, qr_code: bool) -> Make:
    """Two certificates, with the words that a new school draws by lot replaced by fixed ones."""

    def make(session: Session, path: Path) -> int:
        batch = session.read(certificates.gather, of_class(code)(session))
        two = [
            dataclasses.replace(one, verification_code="0123-4567", **drawn(one))
            for one in batch.items[:2]
        ]
        return certificates.write(dataclasses.replace(batch, items=tuple(two), code=qr_code), path)

    def drawn(one: certificates.Certificate) -> dict[str, str]:
        return {"signature": "0" * len(one.signature or ""), "key_fingerprint": "0" * 8}

    return make


def rehearsals_of_two(_: Session, path: Path) -> int:
    """Two rehearsals of fixed days: digests and moments of the demonstration are of today."""
    name = "示范县委党校 自动备份 20260302-173000.dxjw"
    good = Rehearsal(
        *(2, "2026-03-03 08:31:00", "李敏", name, "2026-03-02 17:29:44", 214, 42, 4173, "5b" * 32),
        *(1, "全部相符。与现在的学校文件退回到当时的内容一致。"),
    )
    bad = dataclasses.replace(
        good, id=1, passed=0, words="「学员」与操作记录不符：有记录不是由程序写入的"
    )
    return rehearsals.write(rehearsals.Record("中共示范县委党校", (good, bad)), path)


PAPERS: dict[str, Make] = {
    "timetable-draft": timetable_of("2026-03"),
    "timetable-approved": timetable_of("2026-04"),
    "timetable-closed": timetable_of("2026-01"),
    "roster": roster_of("2026-01", identity=False),
    "roster-identity": roster_of("2026-05", identity=True),
    "certificates": certificates_of("2026-01", qr_code=True),
    "certificates-plain": certificates_of("2026-01", qr_code=False),
    "rehearsals": rehearsals_of_two,
    "statistics": lambda session, path: statistics.write(
        session.read(statistics.gather, 2026), path
    ),
    "ledger": lambda session, path: certificate_ledger.write(
        session.read(certificate_ledger.gather, 2025), path
    ),
}


@dataclasses.dataclass(frozen=True)
class Page:
    """A page in sixteen shades of grey, and the digest of its dots at four times the fineness."""

    picture: Image.Image
    digest: str

    def keep(self, path: Path) -> None:
        words = PngInfo()
        words.add_text(DIGEST, self.digest)
        self.picture.save(path, optimize=True, pnginfo=words)


def pages_of(path: Path) -> list[Page]:
    with pypdfium2.PdfDocument(path) as document:
        return [Page(_grey(page, DPI), _digest(_grey(page, 4 * DPI))) for page in document]


def _grey(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    return ImageOps.posterize(page.render(scale=dpi / 72).to_pil().convert("L"), GREYS)


def _digest(picture: Image.Image) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_looks_as_it_did(
    name: str, demo_session: Session, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    count = PAPERS[name](demo_session, tmp_path / "paper.pdf")
    pages = pages_of(tmp_path / "paper.pdf")
    assert len(pages) == count
    if request.config.getoption("--renew-pictures"):
        for old in KEPT.glob(f"{name}-[0-9].png"):
            old.unlink()
        for number, page in enumerate(pages, 1):
            page.keep(KEPT / f"{name}-{number}.png")
    kept = sorted(KEPT.glob(f"{name}-[0-9].png"))
    assert len(kept) == count, f"{count} pages were {len(kept)}; --renew-pictures keeps these"
    told = [compared(page, picture) for page, picture in zip(pages, kept, strict=True)]
    assert not any(told), f"{'; '.join(filter(None, told))}. --renew-pictures keeps what is now."


def compared(page: Page, kept: Path) -> str:
    """Return '' where they are alike; else what to look at: the kept, the new, where they differ."""
    with Image.open(kept) as opened:
        before, digest = opened.convert("L"), opened.info.get(DIGEST)
    alike = before.size == page.picture.size
    if alike and ImageChops.difference(before, page.picture).getbbox() is None:
        same = digest == page.digest
        return "" if same else f"{kept.stem} moved by less than half a millimetre"
    width = max(before.width, page.picture.width)
    frame = Image.new("L", (width, max(before.height, page.picture.height)), 255)
    was, now = frame.copy(), frame.copy()
    was.paste(before)
    now.paste(page.picture)
    side = Image.new("RGB", (3 * width, frame.height))
    # what is gone is red, what has come is green
    both = Image.merge("RGB", (now, was, ImageChops.darker(was, now)))
    for place, picture in enumerate((was, now, both)):
        side.paste(picture.convert("RGB"), (place * width, 0))
    TOLD.mkdir(parents=True, exist_ok=True)
    side.save(TOLD / kept.name)
    return f"look at build/pictures/{kept.name}"


def test_every_difference_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "TOLD", tmp_path / "told")
    before = Image.new("L", (30, 20), 240)
    Page(before, "abc").keep(tmp_path / "a-1.png")
    after = before.copy()
    assert compared(Page(after, "abc"), tmp_path / "a-1.png") == ""
    assert "half a millimetre" in compared(Page(after, "abd"), tmp_path / "a-1.png")
    after.putpixel((7, 3), 0)
    assert compared(Page(after, "abc"), tmp_path / "a-1.png") == "look at build/pictures/a-1.png"
    with Image.open(tmp_path / "told" / "a-1.png") as side:
        assert (side.width, side.height) == (90, 20)
        assert side.getpixel((67, 3)) == (0, 240, 0)  # a dot has come
    assert compared(Page(after.crop((0, 0, 29, 20)), "abc"), tmp_path / "a-1.png")


def test_kept_pictures_are_few_and_small() -> None:
    kept = list(KEPT.iterdir())
    assert {path.stem.rpartition("-")[0] for path in kept} == set(PAPERS)
    assert sum(path.stat().st_size for path in kept) < ROOM
