"""Turning what people type into cells into what the file holds, without ever guessing.

Each reader of a field returns a ``Reading``: the value, and what is to be said about it. A cell
that can mean two things is an error that names both: the person who typed it is asked.
"""

from __future__ import annotations

import csv
import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.exchange.engine.books import Cell
from app.exchange.engine.findings import Choice, Severity
from app.exchange.engine.omitted import UNCOMPUTED
from app.ground import paths
from app.text import identity
from app.text.plain import hidden, markup, visible

SPACE = re.compile(r"[\s\u0000-\u001f\u007f-\u00a0\u3000]+")
_HALF = {
    c: c - 0xFEE0 for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
HALF_MARKS = _HALF | {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3002: ".", 0x3001: "."}
_DOTS = re.compile("[·•‧・･∙⋅●․᛫⸱ꞏ]")
_CJK = (
    r"\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
    r"\ue000-\uf8ff\U000f0000-\U0010fffd"
)
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}·]) (?=[{_CJK}·])")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_ODD = re.compile("[\u2e80-\u2fd5\ue000-\uf8ff]")
_CHINESE = re.compile(rf"[{_CJK}]+")
_MOBILE = re.compile("1[0-9]{10}")
NAME_LIMIT = 40


@dataclass(frozen=True)
class Reading:
    """What a cell says. ``text`` (why, and what to do) is '' where nothing is to be said.

    ``value`` is None where the cell is empty or cannot be used. ``choices``: what it may mean.
    """

    value: str | None = None
    text: str = ""
    severity: Severity = "error"
    choices: tuple[Choice, ...] = ()


EMPTY = Reading()


# ---------------------------------------------------------------------------------- plain text


def shown(cell: Cell) -> str:
    """Return a cell as the user sees it, near enough."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return f"{cell:.0f}" if float(cell).is_integer() and abs(cell) < 1e11 else f"{cell:.15G}"
    return cell.isoformat()


def text(cell: Cell) -> str:
    """Return a cell's text: half-width letters and digits, single spaces, nothing invisible.

    Radicals that copying from PDF leaves behind (⽂ for 文) become characters again; private-use
    characters with a known meaning are mapped (see ``private_use``).
    """
    return _text(shown(cell))


@lru_cache(maxsize=1 << 16)
def _text(plain: str) -> str:
    if plain.isascii() and plain.isalnum():
        return plain
    plain = visible(plain).translate(_HALF)
    if _ODD.search(plain):
        plain = _ODD.sub(lambda found: _character(found.group()), plain)
    return SPACE.sub(" ", plain).strip()


def joined(cell: Cell) -> str:
    """Return a cell's text without the spaces that stand between Chinese characters."""
    return _joined(shown(cell))


@lru_cache(maxsize=1 << 16)  # a line's cells are looked at several times, and many are alike
def _joined(plain: str) -> str:
    return _BETWEEN_CJK.sub("", _text(plain))


def compact(cell: Cell) -> str:
    """Return a cell's text without any space."""
    return text(cell).replace(" ", "")


def private_use(cell: Cell) -> Reading:
    """Tell of private-use characters (names from old GBK systems): a warning, or an error.

    The table resources/codes/private_use.csv gives those that GB 18030-2022 has a place for.
    """
    plain = shown(cell)
    found = {} if plain.isascii() else dict.fromkeys(_PRIVATE.findall(plain))
    if not found:
        return EMPTY
    known = private_characters()
    unknown = [c for c in found if c not in known]
    if unknown:
        points = "、".join(f"U+{ord(c):04X}" for c in unknown)
        return Reading(
            None,
            f"含专用区字符 {points}，只有原来那台电脑认得，换机会变成空白或别的字；"
            "请改用正式的字重新输入。",
        )
    pairs = "、".join(f"U+{ord(c):04X} 为「{known[c]}」" for c in found)
    return Reading(text(cell), f"含专用区字符，按对照表（{pairs}）应为「{joined(cell)}」。", "warn")


def odd(cell: Cell) -> list[Reading]:
    """Tell what a cell holds that is not plain text: private-use or unseen characters, markup."""
    if not isinstance(cell, str) or (cell.isascii() and "<" not in cell and "&" not in cell):
        return []
    found = [private_use(cell)]
    if told := hidden(cell):
        found.append(Reading(text(cell), f"{told}，已去掉，请核对。", "warn"))
    if tag := markup(cell):
        found.append(Reading(None, f"有网页标记「{tag}」，请只留下文字。"))
    return [reading for reading in found if reading.text]


@lru_cache(maxsize=1)
def private_characters() -> dict[str, str]:
    """Return what private-use characters of GBK and older GB 18030 stand for."""
    source = paths.RESOURCES / "codes" / "private_use.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        return {chr(int(r["code_point"][2:], 16)): r["character"] for r in csv.DictReader(lines)}


# as programs write it in whatever language: #N/A, #DIV/0!, #值!, Err:502
_FAILED = re.compile(r"#N/A|#GETTING_DATA|#[^\s#!?！？]{1,14}[!?！？]|Err:[0-9]{3}", re.IGNORECASE)


def failed(cell: Cell) -> Reading:
    """Tell of a formula that has no value (#N/A, or never computed): an error, else nothing."""
    if not isinstance(cell, str) or not cell.lstrip().startswith(("#", "Err:")):
        return EMPTY
    if cell == UNCOMPUTED:
        return Reading(
            None, "公式没有算出结果；请用 WPS 或 Excel 打开并保存一次，或把公式改成文字。"
        )
    if _FAILED.fullmatch(cell.strip()):
        return Reading(None, f"公式出错（{cell.strip()}），读不到内容；请改成文字后再导入。")
    return EMPTY


def _character(c: str) -> str:
    if "\u2e80" <= c <= "\u2fd5":
        return unicodedata.normalize("NFKC", c)
    if "\ue000" <= c <= "\uf8ff":
        return private_characters().get(c, c)
    return c


# --------------------------------------------------------------------------------------- names


def name(cell: Cell) -> Reading:
    """Read a person's name: 张　伟 is 张伟, 阿依古丽•买买提 is 阿依古丽·买买提.

    Something in brackets at the end is no part of the name; it is told, and stands in ``aside``.
    """
    plain = joined(cell)
    if _CHINESE.fullmatch(plain) and len(plain) <= NAME_LIMIT:
        return Reading(plain)  # nearly all
    plain = _DOTS.sub("·", plain)
    plain = re.sub(rf"(?<=[{_CJK}]) ?[.．] ?(?=[{_CJK}])", "·", plain)
    plain = re.sub(r" ?· ?", "·", plain).strip("·")
    whole = plain
    plain = re.sub(r" ?[（(][^（）()]*[）)]$", "", plain)
    if not plain:
        return EMPTY
    if re.search(r"[0-9]", plain):
        return Reading(None, "姓名里有数字，请改正。")
    if len(plain) > NAME_LIMIT:
        return Reading(None, f"姓名超过 {NAME_LIMIT} 个字，像是别的内容，请改正。")
    if plain != whole:
        return Reading(plain, f"括号里的「{aside(cell)}」不作为姓名，记入备注。", "warn")
    if re.search(rf"[^{_CJK}·A-Za-zÀ-ɏ .'’-]", plain):
        return Reading(plain, "姓名里有不常见的符号，请核对。", "warn")
    return Reading(plain)


_NOBODY = re.compile(
    "[无略空缺某]|某某某?|[同如][上前]|[待未]定|[待后]补|[待另]报|空缺|暂[缺无]|不详|姓名|本人|测试"
)


_LETTER = re.compile(rf"[{_CJK}A-Za-zÀ-ɏ]")


def person(cell: Cell) -> Reading:
    """Read the name of one person who is to be entered: ``name``, and refuse what stands for nobody.

    Two people in one cell, 待定 or 同上, marks without a letter are errors.
    """
    reading = name(cell)
    plain = reading.value
    if plain is None:
        return reading
    if _NOBODY.fullmatch(plain) or not _LETTER.search(plain):
        return Reading(None, "不是姓名。请填写姓名；如果这一行不是学员，请删去。")
    if len(plain) < 7 and _CHINESE.fullmatch(plain):
        return reading
    if re.search(rf"(?<=[{_CJK}])[、，,;；/]|[、，,;；/](?=[{_CJK}])", plain):
        return Reading(None, "像是几个人写在一格里，请一人一行。")
    if re.fullmatch(rf"[{_CJK}]{{7,}}", plain) and reading.severity != "warn":
        return Reading(plain, "姓名较长，请核对是不是几个人写在了一起，或是别的内容。", "warn")
    if re.match(rf"[^{_CJK}\w]", plain):
        return Reading(None, f"姓名前面有“{plain[0]}”，请去掉。")
    return reading


def aside(cell: Cell) -> str:
    """Return what stands in brackets behind a name, or ''."""
    found = _ASIDE.search(joined(cell))
    return found.group(1) if found else ""


_ASIDE = re.compile(r"[（(]([^（）()]*)[）)]$")


def people(cell: Cell) -> list[tuple[str, str]]:
    """Read 授课人 as (name, unit) pairs; several are parted by 、; a unit stands in brackets."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"[、，,;；/\n](?![^（(]*[）)])", joined(cell)):
        reading = name(part.strip())
        if reading.value:
            found.append((reading.value, aside(part.strip())))
    return found


# ------------------------------------------------------------------------------- coded fields

_SEX = {"男": "1", "男性": "1", "1": "1", "女": "2", "女性": "2", "2": "2"}
_POLITICAL = {
    "党员": "中共党员",
    "中共": "中共党员",
    "中国共产党党员": "中共党员",
    "中国共产党": "中共党员",
    "中共正式党员": "中共党员",
    "正式党员": "中共党员",
    "共产党员": "中共党员",
    "预备党员": "中共预备党员",
    "中国共产党预备党员": "中共预备党员",
    "团员": "共青团员",
    "中国共产主义青年团团员": "共青团员",
    "无党派": "无党派人士",
    "无党派民主人士": "无党派人士",
    "普通群众": "群众",
    "普通居民": "群众",
    "民革": "民革党员",
    "民革会员": "民革党员",
    "民盟": "民盟盟员",
    "民建": "民建会员",
    "民进": "民进会员",
    "农工党": "农工党党员",
    "农工": "农工党党员",
    "致公党": "致公党党员",
    "九三": "九三学社社员",
    "九三学社": "九三学社社员",
    "台盟": "台盟盟员",
}
_LEVELS = {
    "国家级": "国家级",
    "省部级": "省部级",
    "省级": "省部级",
    "部级": "省部级",
    "厅局级": "厅局级",
    "厅级": "厅局级",
    "局级": "厅局级",
    "县处级": "县处级",
    "处级": "县处级",
    "县级": "县处级",
    "乡科级": "乡科级",
    "科级": "乡科级",
    "乡级": "乡科级",
    "乡镇级": "乡科级",
}


def sex(cell: Cell) -> Reading:
    """Read a sex as its code of GB/T 2261.1."""
    plain = compact(cell)
    if not plain:
        return EMPTY
    code = _SEX.get(plain)
    return Reading(code) if code else Reading(None, "性别应为“男”或“女”，请改正。")


def ethnic_group(cell: Cell, codes: Mapping[str, str]) -> Reading:
    """Read an ethnic group as its code; ``codes`` maps names of GB/T 3304 to codes."""
    plain = compact(cell)
    if not plain:
        return EMPTY
    for form in (plain, plain + "族", plain.removesuffix("族"), plain.removesuffix("民族") + "族"):
        if form in codes:
            return Reading(codes[form])
    return Reading(None, "不是 56 个民族的名称，请按户口簿写全称，如“汉族”“土家族”。")


def political_status(cell: Cell, codes: Mapping[str, str]) -> Reading:
    """Read a political status as its code; ``codes`` maps names of GB/T 4762 to codes."""
    plain = compact(cell)
    asides = re.search(r"[（(](.*)[）)]$", plain)
    plain = re.sub(r"[（(].*[）)]$", "", plain)
    if not plain:
        return EMPTY
    if asides and "预备" in asides.group(1) and _POLITICAL.get(plain, plain) == "中共党员":
        plain = "中共预备党员"
    full = _POLITICAL.get(plain, plain)
    if full in codes:
        return Reading(codes[full])
    if re.match(r"^[0-9]{4}", plain):
        return Reading(None, "像是入党时间，不是政治面貌；请填“中共党员”等。")
    return Reading(
        None, "不认识的政治面貌，请填“中共党员”“中共预备党员”“共青团员”“群众”或民主党派名称。"
    )


def post_level(cell: Cell, codes: Mapping[str, str]) -> Reading:
    """Read a post level (职务层次) as its code; '' with the text where it is none (a 职级, say).

    ``codes`` maps names of GB/T 12407 to codes. 正科, 正科级, 科级正职 and 乡科级正职 are one.
    """
    plain = compact(cell)
    if not plain:
        return EMPTY
    if plain in codes:
        return Reading(codes[plain])
    found = re.fullmatch(r"(正|副)(.{1,3}?)级?(?:干部)?", plain)
    turned = re.fullmatch(r"(.{1,4}?级)(正|副)职?", plain)
    stem = f"{found.group(2)}级" if found else turned.group(1) if turned else ""
    rank = found.group(1) if found else turned.group(2) if turned else ""
    full = f"{_LEVELS.get(stem, '')}{rank}职"
    if full in codes:
        return Reading(codes[full])
    if f"{plain}级" in codes:
        return Reading(codes[f"{plain}级"])
    return Reading("", "不是职务层次的名称。", "warn")


# ------------------------------------------------------------------------------------- numbers


def identity_number(cell: Cell) -> Reading:
    """Read an identity number; one that was stored as a number has lost its last digits."""
    lost = "以数字存储，末位已丢失；请把单元格设为文本后重新填写全部 18 位。"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not float(cell).is_integer() or abs(cell) >= 1e15:
            return Reading(None, lost)
        plain = f"{cell:.0f}"
    elif isinstance(cell, datetime.date | bool):
        return Reading(None, "不是身份证号，请改正。")
    elif len(cell) == 18 and cell.isascii() and cell.isalnum() and "E" not in cell:
        plain = cell.upper()
    else:
        plain = visible(cell).translate(HALF_MARKS)
        plain = re.sub(r"[\s'’‘`\"“”-]", "", plain).upper()
        if re.fullmatch(r"[0-9]\.?[0-9]*E\+?1[0-9]", plain):
            return Reading(None, lost)
        plain = plain.replace("×", "X").replace("Х", "X")  # multiplication sign, Cyrillic letter
    if not plain or plain in ("无", "/"):
        return EMPTY
    wrong = identity.check(plain)
    return Reading(None, wrong) if wrong else Reading(plain)


def phone(cell: Cell) -> Reading:
    """Read a telephone number, or several; what looks wrong is kept and told."""
    if isinstance(cell, float):
        plain = f"{cell:.0f}" if cell.is_integer() else shown(cell)
    elif isinstance(cell, str) and _MOBILE.fullmatch(cell):
        return Reading(cell)
    else:
        plain = visible(shown(cell)).translate(HALF_MARKS | {0x3001: "、", 0xFF0C: "，"})
        plain = SPACE.sub(" ", plain).strip().strip("'’‘`")
        plain = (
            re.sub(r"(?<=[0-9]) (?=[0-9])", "", plain)
            if len(re.sub(r"\D", "", plain)) <= 12
            else plain
        )
        mobile = re.sub(r"[ -]", "", plain)
        if re.fullmatch(r"(\+?86)?1[0-9]{10}", mobile):
            plain = mobile[-11:]
    if not plain:
        return EMPTY
    parts = [p for p in re.split(r"[/、，,;； ]+", plain) if p]
    good = all(
        re.fullmatch(r"1[0-9]{10}|(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,5})?", p) for p in parts
    )
    return (
        Reading(plain)
        if good
        else Reading(plain, "不像电话号码（手机应为 11 位），请核对。", "warn")
    )
