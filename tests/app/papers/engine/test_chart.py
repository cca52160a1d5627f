"""A chart is drawn once: the page and the window have the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest

from app.classes.charts import Bar, Chart
from app.papers.engine import chart, flow, fonts
from app.papers.engine.canvas import A4
from app.papers.engine.flow import Figure, Sheet

BARS = (
    Bar("a", "乡镇（街道）班子成员专题班（第12期）", 12.5, "12.5% 不足", None, "", "below", 20),
    Bar("b", "𬎆字班", 40, "40.0%", None, "", "passed", 20),
    Bar("c", "空班", 0, "未评定", None, "", "unassessed", 20),
)
SHARES = Chart(
    "share:x", "各班次比例", "share", "%", ("2026年", ""), BARS, rule="规定 ≥ 20%", most=40
)
MONTHS = Chart(
    *("month", "学员（按结业月份）", "people", "人次", ("2026年", "2025年")),
    tuple(Bar(f"{n:02}", f"{n}月", n * 7, f"{n * 7}", n * 5, f"{n * 5}") for n in range(1, 13)),
    standing=True,
)


def said(svg: str) -> str:
    return "".join(text.strip() for text in ElementTree.fromstring(svg).itertext())


@pytest.mark.parametrize("one", [SHARES, replace(MONTHS, standing=False), MONTHS])
def test_every_bar_has_its_place_and_its_words(one: Chart) -> None:
    made = chart.picture(one, 760, 13, 300)
    assert [place.key for place in made.places] == [bar.key for bar in one.bars]
    for place in made.places:
        assert 0 <= place.x < place.x + place.width <= 760.01
        assert 0 < place.y < place.y + place.height <= made.height
    text = said(made.svg)
    for bar in one.bars:
        assert bar.label in text and bar.text in text
    both = one.series if one.series[1] else ()
    for name in (one.title, one.unit, *both, one.rule):
        assert name in text
    assert "clipPath" not in made.svg  # Qt paints one


def test_a_character_beyond_the_face_has_its_own() -> None:
    made = chart.picture(SHARES, 600, 13)
    assert "font-family: 'Noto Sans SC'" in made.svg
    assert "hei;" not in made.svg and "'HanaMinB'" in made.svg


def test_a_name_without_room_keeps_its_end() -> None:
    text = said(chart.picture(SHARES, 320, 13).svg)
    assert "…" in text and "（第12期）" in text


def test_what_does_not_pass_is_red_and_says_so() -> None:
    svg = chart.picture(SHARES, 600, 13).svg
    assert svg.count("rgb(70%,14%,11%)") == 2  # bar and word
    assert "不足" in said(svg)


def test_the_page_has_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    drawn = [chart.draw(one, 500, 9) for one in (SHARES, MONTHS)]
    with fonts.printing():
        flow.write(path, Sheet(A4, "图"), [Figure(one.put, one.height) for one in drawn])
    page = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    for word in ("各班次比例", "12.5% 不足", "𬎆字班", "学员（按结业月份）", "84", "2025年"):
        assert word in page


def test_the_axis_ends_at_a_round_number_and_counts_in_whole_ones() -> None:
    one = Chart("kind", "t", "classes", "个", ("2026年", ""), (Bar("a", "x", 3, "3"),))
    assert chart._steps(one) == (3, [0, 1, 2, 3])
    assert chart._steps(replace(one, bars=(Bar("a", "x", 1873, "1,873"),)))[0] == 2000
    assert chart._steps(replace(one, bars=()))[1] == [0, 1]
