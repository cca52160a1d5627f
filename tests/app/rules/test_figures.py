from __future__ import annotations

from app.file.session import Session
from app.rules import figures, words
from app.rules.rule import FIGURES, FigureRule


def test_every_metric_has_its_words(school_session: Session) -> None:
    assert set(figures.KINDS) == set(FIGURES)
    names = school_session.read(words.names)
    for metric in FIGURES:
        rule = FigureRule("r", "某", metric, 8, tags={"lecturer_kind": ("leading_cadre",)})
        assert "……" not in words.sentence(rule, names)
        assert words.limits(rule)


def test_amounts_have_their_units() -> None:
    assert figures.amount("hours", 192) == "48 学时"
    assert figures.amount("modules", 2) == "2 个"
    assert figures.limits(FigureRule("r", "某", "leave", None, 1, per=7)) == "不超过本班学时的 1/7"
