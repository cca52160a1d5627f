from __future__ import annotations

import pytest

from app.text import surnames


@pytest.mark.parametrize(
    ("name", "surname"),
    [("欧阳春", "欧阳"), ("欧某", "欧"), ("爱新觉罗某", "爱新觉罗"), ("县财政局", ""), ("", "")],
)
def test_the_longest_surname_is_taken(name: str, surname: str) -> None:
    assert surnames.of(name) == surname


def test_readings_have_a_syllable_for_each_character() -> None:
    for surname in ("翟", "尉迟", "吕", "叶赫那拉"):
        assert all(len(read) == len(surname) for read in surnames.readings(surname))
    assert surnames.readings("翟") == (("zhai",), ("di",))
    assert surnames.readings("吕") == (("lv",),)
    assert surnames.readings("某") == ()
