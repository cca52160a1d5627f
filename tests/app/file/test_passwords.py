"""Which new passwords will do, why another will not, and a passphrase proposed."""

from __future__ import annotations

import math
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.file import passwords
from app.ground import paths
from app.ground.errors import UserError

NAMES = ("王芳", "中共青山县委党校")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "至少要 8 个字符"),
        ("a-2-3-4", "至少要 8 个字符"),
        ("七个字的密码啊", "至少要 8 个字符"),
        ("19780503", "不能全是数字"),
        ("1978-05-03", "不能全是数字"),
        ("１３９００００１２３４", "不能全是数字"),  # typed with a Chinese input method
        ("99000019780503123X", "不能全是数字"),
        ("aaaaaaaa", "重复的字符"),
        ("党校党校党校党校", "重复的字符"),
        ("abcdefgh", "接连的字母或数字"),
        ("qwer1234", "很多人用的密码"),
        ("1qaz2wsx", "很多人用的密码"),
        ("P@ssw0rd", "很多人用的密码"),
        ("password123", "很多人用的密码"),
        ("admin888", "很多人用的密码"),
        ("a1234567", "很多人用的密码"),
        ("woaini520", "很多人用的密码"),
        ("wangfang", "姓名或校名"),
        ("wangfang1990", "姓名或校名"),
        ("dangxiao2026", "姓名或校名"),
    ],
)
def test_a_password_that_is_guessed_soon_is_refused_with_the_reason(
    password: str, why: str
) -> None:
    with pytest.raises(UserError, match=why) as told:
        passwords.check(password, NAMES)
    assert not password or password not in told.value.text


@pytest.mark.parametrize(
    "password", ["secret-word", "other-secret", "yanshi-2026", "三月桃花开得正好呀"]
)
def test_a_password_of_unlike_things_will_do(password: str) -> None:
    passwords.check(password, NAMES)


@given(st.text(min_size=8, max_size=400))
def test_any_text_is_judged_and_none_is_a_bug(password: str) -> None:
    with suppress(UserError):
        passwords.check(password, NAMES)


def test_a_passphrase_has_forty_bits_and_will_do() -> None:
    lines = (paths.RESOURCES / "passphrase_words.txt").read_text("utf-8").splitlines()
    typed = [line.split()[0] for line in lines]
    assert len(set(typed)) == len(typed)
    assert all(re.fullmatch(r"[a-z]{3,12} \S{2,4}", line) for line in lines)
    assert passwords.WORDS * math.log2(len(typed)) + math.log2(100) >= 40
    one, other = passwords.propose(), passwords.propose()
    assert one != other
    assert re.fullmatch(r"([a-z]+-){4}\d\d", one.text)
    said = dict(line.split() for line in lines)
    *words, number = one.text.split("-")
    assert " ".join([*(said[word] for word in words), number]) == one.words
    passwords.check(one.text, NAMES)
