"""身份证号: the check of GB 11643 — shape, a real date, the check digit; nothing else.

Area codes change over the decades, and old ones stay on the cards: they never block.
"""

from __future__ import annotations

import datetime
import re
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, 5.1
_ZEROS = ord("0") * sum(_WEIGHTS)
_CHECK_DIGITS = "10X98765432"  # by the weighted sum modulo 11
_OLD = re.compile(r"[0-9]{15}")
_NEW = re.compile(r"[0-9]{17}[0-9Xx]")
_EARLIEST = datetime.date(1850, 1, 1)


def check(number: str) -> str | None:
    """Return why an identity number cannot be right, as a Chinese sentence, or None where it can.

    A lower-case x counts as X; spaces are not forgiven (clean first).
    """
    if _OLD.fullmatch(number):
        return (
            f"这是 15 位旧号，请改填 18 位新号（按旧号推算应为 {modern(number)}，请与证件核对）。"
        )
    if number and not (number.isascii() and number.isalnum()):
        return "含有数字和末位 X 以外的字符。"
    if len(number) != 18:
        return f"应为 18 位，现有 {len(number)} 位。"
    if not _NEW.fullmatch(number):
        return "前 17 位应为数字，末位应为数字或 X。"
    born = _date(number[6:14])
    if born is None or born < _EARLIEST:
        return f"第 7 至 14 位“{number[6:14]}”不是一个日期。"
    if born > datetime.date.today():
        return f"第 7 至 14 位“{number[6:14]}”是将来的日期。"
    if check_digit(number[:17]) != number[17].upper():
        return "校验位不符，其中至少有一位写错。"
    return None


def check_digit(first17: str) -> str:
    """Return the 18th character for the first 17 digits."""
    total = sum(map(mul, first17.encode("ascii"), _WEIGHTS)) - _ZEROS
    return _CHECK_DIGITS[total % 11]


def modern(old: str) -> str:
    """Return the 18-digit number that a 15-digit one became (a birth in the 1900s)."""
    first17 = f"{old[:6]}19{old[6:]}"
    return first17 + check_digit(first17)


def birth_date(number: str) -> str:
    """Return the birth date of a checked 18-digit number, '1978-05-03'."""
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def sex(number: str) -> str:
    """Return the sex of a checked 18-digit number as in GB/T 2261.1: '1' male, '2' female."""
    return "1" if int(number[16]) % 2 else "2"


def _date(digits: str) -> datetime.date | None:
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
