"""Turning what people type into cells into what the file holds, without ever guessing.

Each reader of a field returns a ``Reading``: the value, and what is to be said about it. A cell
that can mean two things is an error that names both: the person who typed it is asked.
"""

from __future__ import annotations

import csv
import datetime
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from app.exchange.engine.books import Cell
from app.exchange.engine.findings import Choice, Severity
from app.exchange.engine.omitted import UNCOMPUTED
from app.ground import paths
from app.text import identity, lookalikes, surnames
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
_MARKS_OF_TEXT = "、，；：。（）《》“”"
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}·{_MARKS_OF_TEXT}]) (?=[{_CJK}·{_MARKS_OF_TEXT}])")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_PRIVATE_PLANE = re.compile("[\ue000-\uf8ff]")
_CHINESE = re.compile(rf"[{_CJK}]+")
_MOBILE = re.compile("1[0-9]{10}")
NAME_LIMIT = 40
MARK = 8  # characters of the longest text that may say that nothing is there


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
    plain = lookalikes.folded(visible(plain).translate(_HALF))
    if _PRIVATE_PLANE.search(plain):
        known = private_characters()
        plain = _PRIVATE_PLANE.sub(lambda found: known.get(found.group(), found.group()), plain)
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
    """Tell what a cell holds that is not plain text: look-alikes, private-use or unseen characters, markup."""
    if not isinstance(cell, str) or (cell.isascii() and "<" not in cell and "&" not in cell):
        return []
    found = [private_use(cell)]
    if copied := lookalikes.found(cell):
        pairs = "、".join(f"“{c}”（U+{ord(c):04X}）按“{usual}”" for c, usual in copied.items())
        told = f"{pairs}读入：是字形相近的另一个字，多半是从 PDF 复制来的，请核对。"
        found.append(Reading(text(cell), told, "warn"))
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
    "TRUE|FALSE|名额.*|[无略空缺某]|某某某?|[同如][上前]|[待未]定|[待后]补|[待另]报|.*[待另未]报|空缺|暂[缺无]|不详|姓名|本人|测试"
)


_LETTER = re.compile(rf"[{_CJK}A-Za-zÀ-ɏ]")
_MARKED = re.compile(rf"(?<=[{_CJK}])[、，,;；/|｜\\+＋&]|[、，,;；/|｜\\+＋&](?=[{_CJK}])")
# a number before a name, a mark behind it
_COUNTED_OFF = re.compile(
    r"^\s*(?:[（(]?[0-9]{1,3}[)）.．、]\s*(?=[^\s0-9])|[\u2460-\u249b\u3220-\u3229\u3251-\u325f\u2776-\u277f]\s*)"
    r"|\s*[。.．,，；;、*＊★▲△◆●]+\s*$|^\s+|\s+$"
)
_CALLED = re.compile(
    rf"([{_CJK}]{{1,3}}?)副?(?:局长|书记|主任|老师|同志|校长|镇长|乡长|县长|科长|股长|部长|院长|主席|经理|所长|站长"
    "|教授|主编|研究员|讲师|博士|律师|组长|处长|厅长|市长|常委|委员)"
)
_SEVERAL = "像是几个人写在一格里，请一人一行。"
# surnames of more than half of all people; others are often the beginning of a name of another language
_USUAL = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)


def person(cell: Cell) -> Reading:
    """Read the name of one person who is to be entered: ``name``, and refuse what stands for nobody.

    Two people in one cell, 待定 or 同上, marks without a letter are errors.
    """
    counted = _COUNTED_OFF.sub("", visible(shown(cell)))
    if counted != visible(shown(cell)).strip() and counted:
        found = person(counted)
        told = f"前后的编号或标点没有读入，按“{found.value}”读入，请核对。"
        return (
            replace(found, text=told, severity="warn") if found.value and not found.text else found
        )
    reading = name(cell)
    plain = reading.value
    if plain is None:
        return reading
    if len(plain) < 8 and _CALLED.fullmatch(plain):
        return _called(plain)
    if _NOBODY.fullmatch(plain) or not _LETTER.search(plain):
        return Reading(None, "不是姓名。请填写姓名；如果这一行不是学员，请删去。")
    if several := _several(cell, plain):
        return several
    if len(plain) < 7 and _CHINESE.fullmatch(plain):
        return reading
    if re.fullmatch(rf"[{_CJK}]{{7,}}", plain) and reading.severity != "warn":
        return Reading(plain, "姓名较长，请核对是不是几个人写在了一起，或是别的内容。", "warn")
    if re.match(rf"[^{_CJK}\w]", plain):
        bare = re.sub(rf"^[^{_CJK}\w]+", "", plain)
        return Reading(
            None, f"姓名前面有“{plain[0]}”，请去掉。", choices=(Choice(bare, bare),) if bare else ()
        )
    return reading


def _called(plain: str) -> Reading:
    """Tell of a name that is a form of address, or has a title behind it: 王教授, 司马迁教授."""
    if (parted := titled(plain)) is not None:
        told = f"姓名后面像是带了称呼，是不是“{parted[0]}”，请核对。"
        return Reading(plain, told, "warn", choices=(Choice(parted[0], parted[0]),))
    return Reading(plain, "像是称呼，不是姓名全称，请核对。", "warn")


def titled(plain: str) -> tuple[str, str] | None:
    """Return a name and the title written right behind it, None where there is none: 王敏, 教授."""
    found = _CALLED.fullmatch(plain)
    if found is None or len(found.group(1)) < 2 or not _like_a_person(found.group(1)):
        return None
    return found.group(1), plain[len(found.group(1)) :]


def _several(cell: Cell, plain: str) -> Reading | None:
    """Tell of two people in one cell, None where it is one: 欧阳 修 and 李　敏 are."""
    if _MARKED.search(plain):
        return Reading(None, _SEVERAL)
    parts = [part for part in re.split(r"[\s\u3000]+", visible(shown(cell)).strip()) if part]
    spaced = len(parts) > 1
    if not spaced:
        parts = re.split("[和与及暨]", plain)
        if len(parts) > 1 and not all(_like_a_person(part) for part in parts):
            return None
        if len(parts) == 1 and _like_two(plain):
            return Reading(plain, "四个字的姓名，请核对是不是两个人写在了一起。", "warn")
    if len(parts) < 2 or not all(_like_a_person(part) for part in parts):
        return None
    if len(parts) == 2 and len(surnames.of(parts[0])) == 2 == len(parts[0]):
        return None
    one = Choice(f"是一个人：{plain}", plain)
    return Reading(None, _SEVERAL, choices=(one,) if spaced and len(plain) < 7 else ())


def _like_a_person(part: str) -> bool:
    return 2 <= len(part) <= 4 and bool(_CHINESE.fullmatch(part) and surnames.of(part))


def _like_two(plain: str) -> bool:
    """Whether four characters may be the names of two people: 张三李四, not 欧阳修远."""
    halves = plain[:2], plain[2:]
    return len(plain) == 4 and all(len(surnames.of(h)) == 1 and h[0] in _USUAL for h in halves)


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


# --------------------------------------------------------------------------- nothing, and units

_WORDLESS = re.compile(r"[\s\-－‐‑‒–—―─━_＿/／\\＼|｜.。．·…~～、，,*＊]+")
_NONE = (
    "无 暂无 没有 空 空白 空缺 无此项 没 未填 未填写 不适用 无内容 无信息 N/A NA NULL NONE NAN NIL"
)
_UNSAID = (
    "不详 未知 不清楚 不清 不明 待补 待补充 待填 暂缺 缺 略 待核实 待查 待定 未定 待安排 另行通知"
)
_MARKS: dict[str, str] = {
    mark: says for marks, says in ((_NONE, "none"), (_UNSAID, "unsaid")) for mark in marks.split()
}


@lru_cache(maxsize=1 << 12)
def blank(cell: str) -> str:
    """Return how a cell says that nothing is there: "none" (/, —, 无), "unsaid" (不详, 待补), '' where it does not.

    ``cell`` is a short text.
    """
    if _WORDLESS.fullmatch(cell):
        return "none"
    plain = visible(cell).translate(HALF_MARKS)
    plain = re.sub(r"[\s()\[\]【】〔〕.]", "", plain).upper()
    return _MARKS.get(plain, "")


def empty(cell: Cell) -> bool:
    """Whether nothing stands in a cell, or a mark of nothing."""
    plain = shown(cell)
    return not compact(cell) or (len(plain) <= MARK and blank(plain) != "")


_COUNTED = re.compile(
    r"[:：]?(?:[（(【\[]?(?:共|计|合计|共计)?(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})[人名位][）)】\]]?"
    r"|[（(【\[](?:[0-9]{1,3})[）)】\]])$"
)


def unit_name(cell: Cell) -> Reading:
    """Read the name of a unit or group; how many people it has is no part of it: 县财政局（2人）."""
    if isinstance(cell, float) or zero(cell):
        return number_for_text(cell)
    plain = joined(cell)
    return Reading(_COUNTED.sub("", plain).strip() or plain or None)


def zero(cell: Cell) -> bool:
    """Whether a cell holds 0, which a formula gives that finds an empty cell."""
    return cell == "0" or (isinstance(cell, float) and not cell)


def number_for_text(cell: Cell) -> Reading:
    """Read a number where text is meant, 0 as nothing."""
    if zero(cell):
        return Reading(None, "写的是 0，按空白读入，请核对。", "warn")
    return Reading(shown(cell))


# ------------------------------------------------------------------------------------- numbers


def identity_number(cell: Cell) -> Reading:
    """Read an identity number; one that was stored as a number has lost its last digits."""
    lost = "以数字存储，末位已丢失；请把单元格设为文本后重新填写全部 18 位。"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not cell:
            return number_for_text(cell)
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
        if not cell:
            return number_for_text(cell)
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
