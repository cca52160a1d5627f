"""Reading dates as people type them; what can mean two days is asked about, never guessed."""

from __future__ import annotations

import datetime
import re

from app.exchange.engine import fields
from app.exchange.engine.books import Cell
from app.exchange.engine.fields import Reading
from app.exchange.engine.findings import Choice
from app.text.plain import visible

_CHINESE_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_USUAL = re.compile("([0-9]{4})[.-]([0-9]{2})(?:[.-]([0-9]{2}))?")
_NO_BIRTHS = ("1899-12", "1900-01")
_OLD = 80  # years
_ADVICE = "请写成“1978.05”或“1978-05-03”的样子，并设为文本格式。"


def birth_date(cell: Cell, *, months: bool = False, known: str = "") -> Reading:
    """Read a birth date as '1978-05' or '1978-05-03'.

    2011.1 may have been 2011.10 that lost its zero, as number or as text: it is asked about.
    ``months``: the heading says 年月, so a real date on the first is how a spreadsheet keeps a
    bare month. ``known`` is the birth date of the identity number, for the advice only.
    """
    reading = _date(cell, known)
    value = reading.value
    if value is None or value[:7] in _NO_BIRTHS:
        return _no_date(value, known) if value else reading
    if months and isinstance(cell, datetime.date) and value.endswith("-01") and value != known:
        value = value[:7]
    today = datetime.date.today()
    if value > today.isoformat() or value < "1900":
        return Reading(None, f"{value} 不像出生日期，请改正。")
    if int(value[:4]) > today.year - 16:
        return Reading(value, "不满 16 岁，请核对。", "warn")
    if int(value[:4]) < today.year - _OLD:
        return Reading(value, f"已满 {_OLD} 岁，请核对。", "warn")
    return Reading(value)


def _no_date(value: str, known: str) -> Reading:
    """Tell of a day that spreadsheets show for 0 or 1 in a cell of dates."""
    what = f"{value} 是表格把 0 或空白显示成的日期，不是出生日期"
    if known:
        return Reading(known, f"{what}，按身份证号上的 {known} 读入，请核对。", "warn")
    return Reading(None, f"{what}，请填写真正的日期或清空这一格。")


def read(cell: Cell) -> Reading:
    """Read a whole date as '2026-11-02'; a month alone will not do."""
    reading = _date(cell, "")
    if reading.value is not None and len(reading.value) != 10:
        return Reading(None, "应为年、月、日齐全的日期，如“2026-11-02”。")
    return reading


def _date(cell: Cell, known: str) -> Reading:
    if isinstance(cell, datetime.date):
        return Reading(cell.isoformat())
    if isinstance(cell, float):
        return fields.number_for_text(cell) if not cell else _date_of_number(cell, known)
    usual = _USUAL.fullmatch(cell) if isinstance(cell, str) else None
    if usual:
        return _checked(*usual.groups())
    plain = visible(fields.shown(cell)).translate(fields.HALF_MARKS)
    plain = re.sub(
        r"[ T]?[0-9]{1,2}:[0-9]{2}(:[0-9.]+)?$", "", fields.SPACE.sub(" ", plain).strip()
    )
    plain = plain.replace(" ", "").strip("'’‘`").removesuffix("生").removesuffix("出")
    # 1978.05（48岁）: as the form of 干部任免审批表 has it
    plain = re.sub(r"[(]\[?[0-9]{1,3}(?:周?岁)?\]?[)]$|[,;]?[0-9]{2}周?岁$", "", plain)
    if not plain:
        return fields.EMPTY
    return _date_of_text(_arabic(plain), known)


def _date_of_text(plain: str, known: str) -> Reading:
    if re.fullmatch(r"[0-9]{4}[.,]1[.,]?", plain):
        return _january_or_october(plain[:4], known)
    patterns = (
        r"([0-9]{4})年([0-9]{1,2})月?(?:([0-9]{1,2})[日号]?)?",
        r"([0-9]{4})[-/.,—–]([0-9]{1,2})(?:[-/.,—–]([0-9]{1,2}))?[.月日]?",
        r"([0-9]{4})([0-9]{2})([0-9]{2})?",
    )
    for pattern in patterns:
        found = re.fullmatch(pattern, plain)
        if found:
            return _checked(*found.groups())
    if re.fullmatch(r"(18|19|20)[0-9]{2}年?", plain):
        return Reading(None, f"只有年份，缺月份。{_ADVICE}")
    if re.fullmatch(r"'?[0-9]{2}[-/.年][0-9]{1,2}.*", plain):
        whole = _date_of_text(f"19{plain.lstrip(chr(39))}", known).value
        offered = (Choice(f"19{plain}", whole),) if whole and plain > "3" else ()
        return Reading(None, f"年份应写四位。{_ADVICE}", choices=offered)
    return Reading(None, f"看不出是什么日期。{_ADVICE}")


def _date_of_number(number: float, known: str) -> Reading:
    plain = f"{number:.9G}"
    if number.is_integer():
        whole = f"{number:.0f}"
        if re.fullmatch(r"(18|19|20)[0-9]{4}([0-9]{2})?", whole):
            return _date_of_text(whole, known)
        if re.fullmatch(r"(18|19|20)[0-9]{2}", whole):
            return Reading(None, f"只有年份，缺月份。{_ADVICE}")
        if 3653 <= number <= 60000:
            day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(number))
            return Reading(
                None,
                f"是数字 {whole}，可能是日期 {day.isoformat()} 丢了格式；"
                "请选定，或设为日期格式、写成文本。",
                choices=(Choice(f"{day.year} 年 {day.month} 月 {day.day} 日", day.isoformat()),),
            )
    elif re.fullmatch(r"(18|19|20)[0-9]{2}\.1", plain):
        return _january_or_october(plain[:4], known)
    elif re.fullmatch(r"(18|19|20)[0-9]{2}\.[0-9]{1,2}", plain):
        return _date_of_text(plain, known)
    elif re.fullmatch(r"(18|19|20)[0-9]{2}\.[0-9]{4}", plain):
        return _date_of_text(plain.replace(".", ""), known)
    return Reading(None, f"数字 {fields.shown(number)} 看不出是什么日期。{_ADVICE}")


def _january_or_october(year: str, known: str) -> Reading:
    hint = ""
    if known[:7] in (f"{year}-01", f"{year}-10"):
        hint = f"身份证号上是 {int(known[5:7])} 月；"
    return Reading(
        None,
        f"无法判断是 {year} 年 1 月还是 10 月（写成数字时末尾的 0 会丢失）。{hint}"
        f"请选定，或改为文本“{year}.01”或“{year}.10”。",
        choices=tuple(Choice(f"{year} 年 {month} 月", f"{year}.{month:02}") for month in (1, 10)),
    )


def _checked(year: str, month: str, day: str | None) -> Reading:
    try:
        whole = datetime.date(int(year), int(month), int(day or 1))
    except ValueError:
        return Reading(
            None,
            f"没有这一天（{year} 年 {int(month)} 月{f' {int(day)} 日' if day else ''}）。{_ADVICE}",
        )
    return Reading(whole.isoformat() if day else whole.isoformat()[:7])


def _arabic(plain: str) -> str:
    """Turn 一九七八年十二月 into 1978年12月."""
    if not re.search("[〇零○一二三四五六七八九十]", plain):
        return plain

    def tens(found: re.Match[str]) -> str:
        left, right = found.group(1), found.group(2)
        return f"{left or '一'}{right or '〇'}"

    plain = re.sub("([一二三]?)十([一二三四五六七八九]?)", tens, plain)
    return plain.translate(_CHINESE_DIGITS)
