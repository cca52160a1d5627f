"""Where lines end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.engine import linebreak
from app.papers.engine.linebreak import CLOSING, OPENING, Paragraph, break_lines

WORDING = (
    "李䶮同志（男，土家族，1985年3月生）于2026年11月2日至2026年11月13日参加我校举办的"
    "“2026年秋季科级干部进修班”（第3期），修完规定课程，计72学时，成绩合格，准予结业。"
)


def lines(text: str, em: float, indent: float = 0) -> list[str]:
    return [line.text for line in break_lines(text, "song", em, indent)]


@pytest.mark.parametrize(
    "kept",
    [
        "11月2日",
        "72学时",
        "第3期",
        "1985年",
        "十一月十三日",
        "3.5万元",
        "GitHub",
    ],
)
def test_what_belongs_together_is_not_torn(kept: str) -> None:
    for em in range(12, 30):
        assert any(kept in line for line in lines(f"参加我校举办的培训{kept}，成绩合格。", em))


def test_what_cannot_be_parted_is_cut_and_keeps_its_marks() -> None:
    assert lines("ABCDEFGHIJKLMNOP", 3) == ["ABCD", "EFGH", "IJKL", "MNO", "P"]
    assert lines("((ABCDEFGHIJKLMN", 3) == ["((ABC", "DEFG", "HIJK", "LMN"]
    assert lines("“甲乙丙丁”，", 1) == ["“甲", "乙", "丙", "丁”，"]


def test_no_line_begins_or_ends_with_a_space() -> None:
    assert lines("甲乙丙  丁戊己", 3) == ["甲乙丙", "丁戊己"]
    assert lines("甲乙丙   丁戊己  ", 3) == ["甲乙丙", "丁戊己"]
    assert lines("  ", 3) == [""]
    assert lines("甲乙丙丁", 4) == ["甲乙丙丁"]  # as wide as the line is no wider


def test_a_date_wider_than_its_column_is_cut_at_its_joints() -> None:
    assert lines("2026年11月2日（星期一）", 4) == ["2026年", "11月2日", "（星期", "一）"]


@given(st.integers(6, 40), st.sampled_from([0, 2]))
def test_no_line_begins_or_ends_with_the_wrong_mark(em: int, indent: int) -> None:
    found = lines(WORDING, em, indent)
    assert "".join(found) == WORDING
    assert not any(line[0] in CLOSING for line in found)
    assert not any(line[-1] in OPENING for line in found[:-1])


@given(st.text(alphabet="中文字（）《》，。12年月日ab —…“”\n", max_size=60), st.integers(5, 30))
def test_every_character_is_set_and_every_line_fits(text: str, em: int) -> None:
    found = break_lines(text, "song", em)
    assert "".join("".join(line.text for line in found).split()) == "".join(text.split())
    for line in found:
        too_wide = line.width - linebreak.hang(line.text, "song") > em + 1e-6
        # Only what cannot be cut may stand out: marks that follow one another.
        assert not too_wide or set(line.text[1:]) <= CLOSING | OPENING | set(" 中文字12年月日ab")


def test_the_last_line_is_not_left_with_one_word() -> None:
    text = "参加我校举办的干部进修班，修完规定课程，成绩合格，准予结业。"
    for em in range(12, 29):
        last = Paragraph(text, "kai").even(em, 2)[-1]
        assert last.width >= 3 or len(Paragraph(text, "kai").even(em, 2)) == 1


def test_marks_that_meet_are_squeezed() -> None:
    assert linebreak.measure("）。", "song") == pytest.approx(1.5)
    assert linebreak.measure("（“", "song") == pytest.approx(1.5)
    assert linebreak.measure("中，", "song") == pytest.approx(2)
