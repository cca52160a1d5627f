"""What a password must be: long enough, no plain digits, nothing that is guessed at once; or one proposed.

Who opens a file is asked none of this: a password of before goes on opening it.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.ground import paths
from app.ground.errors import UserError
from app.text import search

LEAST = 8  # characters
WORDS = 4  # of a passphrase, and two digits: with 376 words to choose from 40.9 bits
WEAK = 2  # of zxcvbn's scores 0 to 4; what is below takes fewer than a million guesses
_LONGEST = 72  # characters that are judged; more makes none weaker
# what people here begin with, beside the tens of thousands that zxcvbn knows
_COMMON = (
    *("woaini", "woaizhongguo", "zhongguo", "zhonghua", "5201314", "1314520", "dangxiao", "jiaowu"),
    *("xianwei", "zhongyang", "jiaoyu", "peixun", "xuexi", "xuexiqiangguo", "renmin", "mima"),
    *("xiaozhang", "laoshi", "bangongshi", "zuzhibu", "xuanchuan", "dangjian", "chuxin"),
)
_WHY = {
    "repeat": "它是重复的字符",
    "sequence": "它是接连的字母或数字",
    "spatial": "它是键盘上相邻的键",
    "date": "它是日期",
    "regex": "它是年份",
}


@dataclass(frozen=True)
class Passphrase:
    """A password proposed: what is typed, and the words by which it is remembered."""

    text: str
    words: str


def check(password: str, about: Iterable[str] = ()) -> None:
    """Raises UserError, which says why, where a new password will not do.

    ``about`` are names that it should not be made of: the user's, the school's. Another user's password
    is as good as any: a refusal would tell it.
    """
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < LEAST:
        raise UserError(f"密码至少要 {LEAST} 个字符。")
    if re.fullmatch(r"[\d\s\-/.:]+[xX]?", plain):
        raise UserError("密码不能全是数字：生日、电话、身份证号都容易猜到。请加上字母或词语。")
    why = _weak(plain, about)
    if why:
        raise UserError(f"这个密码很容易猜到：{why}。请换一个，例如几个不相干的词连起来。")


def propose() -> Passphrase:
    """Return a passphrase of words that are easily kept in mind, typed as pinyin."""
    lines = (paths.RESOURCES / "passphrase_words.txt").read_text("utf-8").split("\n")
    chosen = [secrets.choice([line for line in lines if line]).split() for _ in range(WORDS)]
    number = f"{secrets.randbelow(100):02}"
    typed = "-".join(pinyin for pinyin, _ in chosen)
    return Passphrase(f"{typed}-{number}", f"{' '.join(word for _, word in chosen)} {number}")


def _weak(plain: str, about: Iterable[str]) -> str:
    """Return why a password is guessed soon, in a few Chinese words; "" where it is not."""
    from zxcvbn import zxcvbn  # its lists take a third of a second to read

    names = search.terms(*about).split()  # as they are written and typed: 王芳, wangfang, wf
    found = zxcvbn(plain[:_LONGEST], user_inputs=[*_COMMON, *names])
    if found["score"] >= WEAK:
        return ""
    longest = max(found["sequence"], key=lambda part: len(part["token"]), default=None)
    if longest is None:
        return "它太短"
    if longest.get("dictionary_name") == "user_inputs" and longest.get("matched_word") in names:
        return "它是姓名或校名"
    return _WHY.get(longest["pattern"], "它是很多人用的密码")
