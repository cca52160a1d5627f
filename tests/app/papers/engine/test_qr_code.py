"""The QR code as PDF operators: its size in modules decides how well it is read."""

from __future__ import annotations

import re

import pytest

from app.papers.engine.qr_code import stencil


def side(text: str) -> int:
    found = re.search(r"/W (\d+) /H (\d+)", stencil(text, 10, 20, 68, (0, 0, 0)))
    assert found
    assert found[1] == found[2]
    return int(found[1])


def test_a_usual_text_may_be_soiled_and_a_long_one_stays_coarse() -> None:
    assert side("证" * 130) == 77  # level M; level L would take 69
    assert side("证" * 180) == 89  # level M, just
    assert side("证" * 190) == 81  # level L; level M would take 93
    assert side("证" * 900) == 173  # more than level M holds


def test_the_stencil_is_of_the_size_and_at_the_place_asked_for() -> None:
    drawn = stencil("党校", 10, 20, 68, (0.1, 0.1, 0.1))
    assert drawn.startswith("q 0.1 0.1 0.1 rg 68.00 0 0 68.00 10.00 20.00 cm\n")


def test_what_no_code_holds_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"."):
        stencil("证" * 1000, 0, 0, 1, (0, 0, 0))
