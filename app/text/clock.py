"""Clock times as people write them: 下午2:30-5:00, 晚7点半, 8：30～11：30, 上午9点至下午5点.

What can be two times of the day, and what cannot be one, is a fault that says so; a lesson at half
past two in the night is never made of 下午 2:30 or of a bare 2:30.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.ground.errors import UserError

_WORDS = {
    "morning": "上午 午前 早上 早晨 清晨 凌晨 晨间 早 晨 AM",
    "noon": "中午 正午 午间",
    "afternoon": "下午 午后 PM",
    "evening": "晚上 晚间 夜晚 夜间 傍晚 晚 夜",
}
_PART = {word: part for part, words in _WORDS.items() for word in words.split()}
_NAMES = {"morning": "上午", "noon": "中午", "afternoon": "下午", "evening": "晚上"}
_COLONS = str.maketrans(
    dict.fromkeys("：﹕∶︰ː꞉", ":")
    | dict.fromkeys("‐‑‒–—―−－ー─━~～〜∼﹣至到→", "-")
    | {c: c - 0xFEE0 for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
    | {"點": "点", "時": "时", "．": ".", "。": ".", "兩": "两", "（": "(", "）": ")"}
)
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_NUMERAL = re.compile(
    "[零〇一二两三四五六七八九十]+(?=[点时分])|(?<=[点时])[一二三四五六七八九十]+"
)
_NO_TIMES = re.compile(
    r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日号T]?"
    r"|[0-9]{1,2} ?月 ?[0-9]{1,2} ?[日号]?|[0-9.]+ ?(?:[小课学]时|分钟|节)"
)
_SECONDS = r"(?::[0-9]{2}(?:\.[0-9]+)?)?"
_TOKEN = re.compile(
    rf"(?P<word>{'|'.join(sorted(_PART, key=len, reverse=True))})"
    r"|(?P<hour>[0-9]{1,2}) ?(?::|[;.](?=[0-9]{2}(?![0-9]))|[点时]) ?(?P<minute>[0-9]{1,2})?分?"
    rf"{_SECONDS}钟?整?|(?P<digits>[0-9]{{1,4}})|(?P<dash> ?-+ ?)"
)


@dataclass(frozen=True)
class Times:
    """What was read: ``start`` and ``end`` as '14:30', '' where there is none.

    ``half`` is the code of the half-day that the words or the start are of. Where ``fault`` says why
    it cannot be read, the others are ''.
    """

    start: str = ""
    end: str = ""
    half: str = ""
    fault: str = ""


class _Unclear(Exception):
    """Nothing sure; the text says why."""


def read(text: str, half: str = "", *, bare: bool = False) -> Times:
    """Read one time or a span; nothing where ``text`` holds none.

    ``half`` is the code of the half-day (morning, afternoon, evening) that is known from elsewhere,
    '' where none is. ``bare``: a number alone is a time, as 830 or 9 are in a field for times.
    """
    written = text.strip()
    if not written:
        return Times(half=half)
    try:
        return _read(_plain(written), half, bare)
    except _Unclear as unclear:
        return Times(fault=f"{unclear}请写成“14:30”或“14:30-17:00”的样子。")


def one(text: str, half: str = "") -> str:
    """Return the one time typed as '14:30', '' for nothing. Raises UserError for what is none."""
    found = read(text, half, bare=True)
    if found.fault or found.end or (text.strip() and not found.start):
        raise UserError(found.fault or f"「{text.strip()}」不是一个时间，请写成“14:30”的样子。")
    return found.start


def _plain(text: str) -> str:
    """Return the text with half-width digits and marks, without dates and durations."""
    plain = re.sub(r"\s+", " ", text.translate(_COLONS).upper().replace("A.M.", "AM"))
    plain = plain.replace("P.M.", "PM").replace("三刻", "45分").replace("一刻", "15分")
    plain = re.sub("(?<=[点时])半", "30分", _NUMERAL.sub(_arabic, plain))
    return _NO_TIMES.sub(" ", plain)


def _arabic(found: re.Match[str]) -> str:
    tens, ten, ones = found.group().rpartition("十")
    if not ten:
        return "".join(str(_DIGITS[c]) for c in ones)
    return str(10 * (_DIGITS.get(tens, 1)) + _DIGITS.get(ones, 0))


@dataclass
class _Time:
    """A time as written. ``marked``: it cannot be another number; ``joined``: a dash is beside it."""

    hour: int
    minute: int
    word: str
    marked: bool
    joined: bool


def _read(plain: str, half: str, bare: bool) -> Times:
    times = _times(plain)
    if not bare:
        times = [t for t in times if t.marked or t.joined]
    if not times or not (bare or any(t.marked for t in times)):
        return Times(half=_PART.get(next(iter(_words(plain)), ""), half))
    if len(times) > 2:
        raise _Unclear("写有几段时间；一行是一节课，请分成几行。")
    start = times[0]
    if half and start.word and start.word not in (half, "noon"):
        raise _Unclear(f"半天是{_NAMES[half]}，时间写的是{_NAMES[start.word]}，不知以哪个为准。")
    first = _start(start, start.word or half)
    if len(times) == 1:
        return Times(_clock(first), "", _half(first, start.word or half))
    last = _end(times[1], times[1].word or start.word or half, first)
    if last <= first:
        raise _Unclear("结束时间应晚于开始时间。")
    return Times(_clock(first), _clock(last), _half(first, start.word or half))


def _words(plain: str) -> list[str]:
    return [found["word"] for found in _TOKEN.finditer(plain) if found["word"]]


def _times(plain: str) -> list[_Time]:
    """Return the times; one without a word before it stands under the word behind it."""
    times: list[_Time] = []
    word = before = ""
    last = -1  # how many times stood before the last word
    for found in _TOKEN.finditer(plain):
        if found["word"]:
            word, last = _PART[found["word"]], len(times)
        elif found["dash"] and before == "time":
            times[-1].joined = True
        elif found["hour"] or found["digits"]:
            times.append(_time(found, word, joined=before == "dash"))
        if not found["word"]:  # a word between a dash and its time parts them not
            before = "dash" if found["dash"] else "time"
    if last == len(times):
        for time in times:
            time.word = time.word or word
    return times


def _time(found: re.Match[str], word: str, *, joined: bool) -> _Time:
    digits = found["digits"] or ""
    hour, minute = found["hour"] or digits, found["minute"] or "0"
    if len(digits) > 2:
        hour, minute = digits[:-2], digits[-2:]
    if int(minute) > 59 or int(hour) > 24:
        raise _Unclear(f"没有 {hour}:{minute:0>2} 这个时间。")
    return _Time(int(hour), int(minute), word, len(digits) not in (1, 2), joined)


def _start(time: _Time, word: str) -> int:
    """Return when it starts, in minutes of the day."""
    hour, minutes = time.hour, 60 * time.hour + time.minute
    late = minutes + 12 * 60
    shown = f"{time.hour}:{time.minute:02}"
    if word == "morning" and 5 <= hour <= 12:
        return minutes
    if word == "noon" and (hour in (11, 12, 13, 14) or 1 <= hour <= 2):
        return late if hour < 3 else minutes
    if word == "afternoon" and (hour >= 12 or 1 <= hour <= 7) and hour < 24:
        return late if hour < 12 else minutes
    if word == "evening" and (16 <= hour < 24 or 5 <= hour <= 11):
        return late if hour < 12 else minutes
    if not word and 6 <= hour < 24:
        return minutes
    if not word:
        raise _Unclear(f"{shown} 看不出是上午还是下午。")
    raise _Unclear(f"{_NAMES[word]}没有 {shown}，不知是几点。")


def _end(time: _Time, word: str, start: int) -> int:
    """Return when it ends: under the word of the start, or past noon where it would be before it."""
    hour, minutes = time.hour, 60 * time.hour + time.minute
    late = minutes + 12 * 60
    if hour >= 13:
        return minutes
    if word in ("afternoon", "evening", "noon") and hour < 12:
        return late if minutes <= start or word != "noon" else minutes
    if minutes <= start < late and hour < 12:
        if word == "morning" and late > 14 * 60:
            raise _Unclear("结束时间应晚于开始时间，看不出是上午还是下午。")
        return late
    return minutes


def _half(start: int, word: str) -> str:
    if word and word != "noon":
        return word
    return "morning" if start < 12 * 60 else "afternoon" if start < 18 * 60 else "evening"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
