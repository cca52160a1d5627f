"""One walk through all sights: each is photographed, shows what records say as plain text, has its menus."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage, qGray
from PySide6.QtWidgets import QApplication

from app import papers
from app.ground import jobs
from app.opening import open_school
from app.papers import Kind
from tests import made_up_paper
from tests.planted import plant
from tests.ui.plainness import Plainness
from tests.ui.right_click import RightClick
from ui import tour

CLICKED = {
    "AdviceBox",
    "ChartView",
    "Entry",
    "Grid",
    "Matrix",
    "PeriodCard",
    "ReviewGrid",
    "SmallTable",
    "TableView",
}
SHOWN = {"label", "button", "entry", "title", "tooltip", "cell", "cell's tooltip"}


def test_every_sight_is_photographed_and_no_text_of_a_record_is_rich(
    tmp_path: Path, qapp: QApplication, made_up: list[Kind]
) -> None:
    def make(path: Path) -> None:
        tour.make_school(path)
        with open_school(path, tour.PASSWORD, runner=jobs.Inline()) as session:
            plant(session)

    plainness, clicks = Plainness(), RightClick()

    def look(sight: str) -> None:
        plainness.look(sight)
        clicks.look(sight)

    files = tour.tour(tmp_path / "tour", [(1366, 768)], made=make, look=look)
    names = [file.name for file in files]
    assert names == sorted(names)
    assert {"start", "classes", "class-curriculum", "class-refused", "import-findings"} <= {
        name.split("-", 1)[1].removesuffix("-1366.png") for name in names
    }
    sights = {name.split("-", 1)[1].removesuffix("-1366.png") for name in names}
    assert {f"preview-{kind.key}" for kind in papers.KINDS} <= sights
    assert len(made_up) == len(made_up_paper.gathered) == 4
    for file in files:
        image = QImage(str(file))
        assert (image.width(), image.height()) == (1366, 768)
        shades = {qGray(image.pixel(x, y)) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
        assert len(shades) > 8, f"{file.name} shows nothing"
    assert plainness.faults == set()
    assert clicks.faults == set()
    assert clicks.seen >= CLICKED
    assert {what for what, times in plainness.seen.items() if times} == SHOWN
