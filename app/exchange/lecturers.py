"""授课人 as lists name them: who is meant, who is new, and of which kind he would be."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from sqlite_utils import Database

from app.exchange.engine import fields, tables, unit_post
from app.exchange.engine.books import Cell
from app.exchange.engine.entries import Entry, Line, Told
from app.exchange.engine.findings import Choice
from app.exchange.engine.tables import Column
from app.exchange.engine.unit_post import UnitPosts
from app.file.operation import Transaction
from app.ground.errors import UserError
from app.teaching import teachers
from app.text import organisations

KIND = "lecturer_kind"  # the field of a line that says of which kind its lecturers are
# what a heading may name together with a lecturer: 授课人（单位、职务）
BESIDE = ("unit_name", "post", unit_post.KEY)
# what a list has beside what is written down of a course or a lesson: of its lecturer
COLUMNS = (
    *(tables.column(teachers.FACTS[key]) for key in ("unit_name", "post")),
    Column(
        KIND,
        (
            *("授课人类别", "师资类别", "师资类型", "教师类别", "教师类型", "讲师类别"),
            *("主讲人类别", "主讲人身份"),
        ),
    ),
    unit_post.COLUMN,
)
_WORDS = (
    "/ 无 — - —— 全体学员 学员 学员代表 全体 各组 各小组 各组组长 待定 自学 集体 分组 小组 班主任"
)
_NOBODY = frozenset(_WORDS.split())
# who somebody is and not how he is called
_ROLE = re.compile(
    r"(?:[省市区县校]|县委|县政府|本校|学校|党校|外请|外聘|特邀|特聘|邀请|有关|相关|各|全体|基地|现场|专职|兼职|部门|单位"
    r"|班|小?组|带队|分管|主管|场馆|纪念馆|专业|高校)*"
    r"(?:领导|专家|学者|教授|老师|教师|讲师|讲解员|解说员|负责人|负责同志|班委|主持人|教官|辅导员|嘉宾|名师|班子成员)"
)
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]{2,4}|[^\s·]{1,12}(?:·[^\s·]{1,12})+")
_LEADER = re.compile(
    r"(?:书记|[省市州县区镇乡局厅]长|部长|主席|常委|检察长|政委|理事长|(?<!班)主任(?!科员)|院长|秘书长"
    r"|主委|党组成员)"
)
_SCHOLAR = re.compile(r"教授|研究员|讲师|专家|学者|博士|教师|导师")


@dataclass(frozen=True)
class Lecturer:
    """A lecturer as a list names him; '' where it does not say."""

    name: str
    unit_name: str = ""
    post: str = ""
    full_post: str = ""
    kind: str = ""

    @property
    def words(self) -> str:
        """Name, unit and post, as they are shown."""
        return (
            f"{self.name}（{self.unit_name}{self.post}）"
            if self.unit_name or self.post
            else self.name
        )


# ------------------------------------------------------------------------------------ from cells


def read(line: Line, key: str, parting: UnitPosts) -> list[Lecturer]:
    """Return the lecturers of a line: those of the cell ``key``, with what stands beside it of them.

    What stands beside is taken out of the line's values; whose it is among several is told.
    """
    kind = line.values.pop(KIND, "")
    beside = {name: line.values.pop(name, "") for name in unit_post.FACTS}
    cell = line.record.cells.get(key, "")
    named = of_cell(cell, parting)
    for one in named:
        if len(one.name) > 4 and not re.search("[·A-Za-z ]", one.name):
            text = f"「{one.name}」不像一个人的姓名；单位和职务请写在括号里，如“张三（县财政局局长）”。"
            line.say(key, "error", text)
    if roles := [part for part in _parts(cell) if _ROLE.fullmatch(fields.compact(part))]:
        text = f"“{'、'.join(r.strip() for r in roles)}”不是一个人的姓名，没有记为授课人，请核对。"
        line.say(key, "warn", text)
    if len(named) == 1:
        return [replace(_with(line, named[0], beside), kind=kind)]
    if not named:
        return []
    cells = [
        c
        for c in re.split(r"[\n；;]", fields.shown(line.record.cells.get(unit_post.KEY, "")))
        if c.strip()
    ]
    if len(cells) == len(named):
        both = [(one, parting.part(fields.text(c)), c) for one, c in zip(named, cells, strict=True)]
        return [
            replace(one, unit_name=p.unit, post=p.post, full_post=fields.text(c), kind=kind)
            for one, p, c in both
        ]
    if any(beside.values()):
        text = f"有 {len(named)} 位授课人，单位和职务不知各是谁的，没有读；请一人一行写，或写在姓名后的括号里。"
        line.say(key, "warn", text)
    return [replace(one, kind=kind) for one in named]


def _with(line: Line, one: Lecturer, beside: Mapping[str, str]) -> Lecturer:
    """Return a lecturer with what stands beside the name; what is said with the name comes first."""
    known = {key: text for key, text in beside.items() if text}
    if not known or not (one.unit_name or one.post):
        return replace(one, **known)
    if not one.unit_name:
        return replace(one, unit_name=known.get("unit_name", ""), full_post="")
    if known.get("unit_name", one.unit_name) != one.unit_name:
        text = f"姓名后写着“{one.full_post}”，与单位、职务栏的不同，以姓名后的为准，请核对。"
        line.say(
            unit_post.KEY if unit_post.KEY in line.table.columns else "unit_name", "warn", text
        )
    return one


def _parts(cell: Cell) -> list[str]:
    """Return what marks and lines part in a cell, but within brackets."""
    return re.split(r"[、，,;；/\n](?![^（(]*[）)])", fields.shown(cell))


def of_cell(cell: Cell, parting: UnitPosts) -> list[Lecturer]:
    """Return the lecturers of a cell: on lines, parted by marks or spaces, with unit and post or not.

    李　敏 is one, 张三 李四 are two, 县财政局局长 张三 and 张三（县财政局局长） are one with unit and post.
    """
    found: list[Lecturer] = []
    for text in _parts(cell):
        tokens = _together(
            re.sub(
                r"[（(][^（）()]*[）)]", lambda m: m.group().replace(" ", ""), fields.text(text)
            ).split()
        )
        if len(tokens) > 1 and all(_says_who(token) for token in tokens):
            found += [one for token in tokens if (one := _lecturer(token, "", parting))]
            continue
        name = next((t for t in (tokens[-1:] + tokens[:1]) if _says_who(t)), "")
        others = [t for t in tokens if t is not name]
        if (
            name
            and others
            and (organisations.is_post(others[-1]) or parting.part(" ".join(others)).unit)
        ):
            one = _lecturer(name, " ".join(others), parting)
        else:
            one = _lecturer(" ".join(tokens), "", parting)
        if one is not None:
            found.append(one)
    return found


def _together(tokens: Sequence[str]) -> list[str]:
    """Join single characters that stand apart: 李 敏 is 李敏."""
    joined: list[str] = []
    open_ = False
    for token in tokens:
        single = re.match(r"[\u3400-\u9fff](?:[（(]|$)", token) is not None
        if single and open_ and joined:
            joined[-1] += token
        else:
            joined.append(token)
        open_ = single and len(token) == 1
    return joined


def _says_who(token: str) -> bool:
    bare = re.sub(r"[（(].*", "", token)
    return _NAME.fullmatch(bare) is not None and not (
        organisations.is_post(bare) or organisations.is_unit(bare)
    )


def _lecturer(text: str, beside: str, parting: UnitPosts) -> Lecturer | None:
    reading = fields.name(text)
    if not reading.value or reading.value in _NOBODY or _ROLE.fullmatch(reading.value):
        return None
    name, title = fields.titled(reading.value) or (reading.value, "")  # 王敏教授 is 王敏
    said = beside or fields.aside(text)
    if not said:
        return Lecturer(name, post=title)
    parted = parting.part(said)
    if not parted.unit and not organisations.is_post(parted.post):
        return Lecturer(name, said, title, said)  # a name such as 县里的单位
    return Lecturer(name, parted.unit, parted.post or title, said)


def kept(people: Sequence[Lecturer]) -> str:
    """Return lecturers as an entry keeps them beside its values."""
    return json.dumps([asdict(one) for one in people], ensure_ascii=False)


def of_entry(entry: Entry, key: str) -> list[Lecturer]:
    """Return the lecturers of an entry."""
    if "people" in entry.beside:
        return [Lecturer(**one) for one in json.loads(entry.beside["people"])]
    return [Lecturer(name, unit) for name, unit in fields.people(entry.values.get(key, ""))]


# ------------------------------------------------------------------------------------- who it is


def likely_kind(school: str, unit: str, post: str, title: str = "") -> tuple[str, str]:
    """Return the kind of a lecturer by where and what he is, and why: a proposal, to be confirmed.

    ('', '') where nothing tells. Only who is of the own school is told so for sure: its staff is never
    counted among leading cadres.
    """
    if unit and (unit in ("本校", "我校", "校内", "县委党校") or unit in school or school in unit):
        return "full_time", "own"
    if _SCHOLAR.search(post + title):
        return "expert", "post"
    if _LEADER.search(post):
        return "leading_cadre", "post"
    return ("part_time", "unit") if unit else ("", "")


class Staff:
    """Who can be meant by a lecturer's name: teachers of the file, and those to be written."""

    def __init__(self, db: Database, entries: Sequence[Entry]) -> None:
        self._ids: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        rows = db.execute(
            "SELECT id, name, unit_name FROM teacher WHERE school_id = 1 AND active = 1 ORDER BY id"
        )
        for i, name, unit in rows.fetchall():
            self._ids[name].append((unit, i))
        self._school: str = db.execute("SELECT name FROM school WHERE id = 1").fetchone()[0]
        self.kinds = dict(teachers.FACTS["kind"].options(db))
        for entry in entries:
            if entry.record_id is None and entry.disposition != "error":
                name = entry.values.get("name", "")
                self._ids[name].append((entry.values.get("unit_name", ""), None))

    def count(self, who: str) -> int:
        """Return how many people a name (or 'name（unit）') fits."""
        meant = fields.people(who)
        return len(self._fitting(*meant[0])) if len(meant) == 1 else 0

    def find(self, who: str) -> list[int]:
        """Return the ids of the people meant. Raises UserError where it is not exactly one."""
        meant = fields.people(who)
        found = self._fitting(*meant[0]) if len(meant) == 1 else []
        ids = [i for _, i in found if i is not None]
        if len(ids) != 1:
            raise UserError(f"授课人「{who}」在师资库中不能确定是谁。没有写入任何数据。")
        return ids

    def _fitting(self, name: str, unit: str) -> list[tuple[str, int | None]]:
        known = self._ids.get(name, [])
        if not unit:
            return known
        return [p for p in known if p[0] == unit] or [p for p in known if not p[0]]

    def settled(self, entry: Entry, key: str, told: Told) -> tuple[Entry, str]:
        """Return an entry with the kinds of its new lecturers, and "" or what keeps it back.

        What keeps it back is "error" or "doubtful", and told. A person is asked about once.
        """
        people = of_entry(entry, key)
        state, settled = "", list[Lecturer]()
        for one in people:
            found = self._fitting(one.name, one.unit_name)
            if len(found) > 1:
                told.say(entry, key, "error", "有同名教师，请写成“姓名（单位）”。")
                state = "error"
            elif not found:
                one = self._new(entry, key, one, told)
                state = state or ("" if one.kind else "doubtful")
                self._ids[one.name].append((one.unit_name, None))
            settled.append(one)
        return replace(entry, beside={**entry.beside, "people": kept(settled)}), state

    def _new(self, entry: Entry, key: str, one: Lecturer, told: Told) -> Lecturer:
        namesakes = [unit for unit, _ in self._ids.get(one.name, []) if unit]
        another = (
            f"师资库里的同名教师是{'、'.join(namesakes)}的，" if namesakes else "师资库里没有，"
        )
        kind, why = (
            (one.kind, "said") if one.kind else likely_kind(self._school, one.unit_name, one.post)
        )
        if why in ("said", "own"):
            text = f"{another}导入时新增为{self.kinds[kind]}：{one.words}。"
            told.say(entry, key, "change", text, value=one.name)
            return replace(one, kind=kind)
        guess = f"按{'职务' if why == 'post' else '单位'}像是{self.kinds[kind]}，" if kind else ""
        text = f"{another}导入时新增：{one.words}。{guess}请确认他的师资类别。"
        offered = [*([kind] if kind else []), *(k for k in self.kinds if k != kind)]
        choices = tuple(Choice(self.kinds[k], self.kinds[k]) for k in offered)
        told.say(entry, KIND, "doubt", text, value=one.name, choices=choices)
        return one

    def known(self, entry: Entry, key: str) -> tuple[int, ...]:
        """Return the ids of those of an entry's lecturers who are in the file."""
        people = of_entry(entry, key)
        return tuple(i for one in people for _, i in self._fitting(one.name, one.unit_name) if i)

    def ids(self, tx: Transaction, entry: Entry, key: str) -> list[int]:
        """Return the ids of an entry's lecturers; those who are new are made."""
        found: list[int] = []
        for one in of_entry(entry, key):
            there = [i for _, i in self._fitting(one.name, one.unit_name) if i is not None]
            if len(there) > 1:
                raise UserError(f"授课人「{one.name}」在师资库中不能确定是谁。没有写入任何数据。")
            if not there:
                made: Mapping[str, str] = asdict(one)
                there = [tx.call(teachers.create({k: v for k, v in made.items() if v}))]
                self._ids[one.name].append((one.unit_name, there[0]))
            found.append(there[0])
        return found


def names(people: Collection[Lecturer]) -> str:
    """Return the names in a sentence."""
    return "、".join(f"「{one.name}」" for one in people)
