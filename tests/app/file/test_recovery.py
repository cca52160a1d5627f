"""The recovery code: the key in groups, and every slip of the hand told where it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.file import recovery
from app.file.wrapping import KEY_BYTES
from app.ground.errors import UserError

KEY = bytes(range(100, 132))
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


@given(key=keys)
def test_a_recovery_code_is_the_key(key: bytes) -> None:
    code = recovery.code_of(key)
    assert len(code.split("-")) == 14
    assert {len(group) for group in code.split("-")} == {5}
    assert recovery.key_of(code) == key
    assert recovery.key_of(" " + code.lower().replace("-", "  ") + "\n") == key
    assert recovery.key_of(code.replace("1", "l").replace("0", "o")) == key
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in code)  # typed with a Chinese input method
    assert recovery.key_of(full_width) == key


@pytest.mark.parametrize("key", [KEY, bytes(32), b"\xff" * 32], ids=["some", "zeros", "ones"])
def test_every_single_mistyped_character_is_found_in_its_group(key: bytes) -> None:
    code = recovery.code_of(key)
    for place, right in enumerate(code):
        if right == "-":
            continue
        group = place // 6 + 1
        for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if wrong == right:
                continue
            with pytest.raises(UserError, match=f"第 {group} 组有误"):
                recovery.key_of(code[:place] + wrong + code[place + 1 :])


@given(key=keys)
def test_groups_that_changed_places_are_found(key: bytes) -> None:
    groups = recovery.code_of(key).split("-")
    for one in range(14):
        for other in range(one):
            swapped = list(groups)
            swapped[one], swapped[other] = groups[other], groups[one]
            with pytest.raises(UserError, match="组"):
                recovery.key_of("-".join(swapped))


@given(key=keys, place=st.integers(0, 83))
def test_neighbours_that_changed_places_are_found(key: bytes, place: int) -> None:
    code = list(recovery.code_of(key))
    if place + 1 >= len(code) or "-" in code[place : place + 2] or code[place] == code[place + 1]:
        return
    code[place], code[place + 1] = code[place + 1], code[place]
    with pytest.raises(UserError, match="恢复码"):
        recovery.key_of("".join(code))


@pytest.mark.parametrize(
    "text", ["", "ABCDE", "U" * 70, "恢复" * 35, "0" * 69, "0" * 71, "💥" * 70]
)
def test_what_is_no_recovery_code_is_told_what_one_looks_like(text: str) -> None:
    with pytest.raises(UserError, match="14 组"):
        recovery.key_of(text)
