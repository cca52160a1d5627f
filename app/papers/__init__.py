"""Papers: one module each, on a small typesetter of their own, and here the register of them all.

A paper is made in two steps: `gather(db, subject, …)` reads a frozen record through the file's views,
`write(data, path)` sets it as PDF and `write_workbook(data, path)` as .xlsx. Menus, previews, the command
line, the demonstration and the tour iterate ``KINDS``. It names the modules and does not import them: what
they are drawn with is heavy, and is loaded when the first paper is made.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from app.papers.options import Columns, OneOf, Option, Some, Tick
from app.school import school

if TYPE_CHECKING:
    from sqlite_utils import Database

    from app.ground.jobs import Progress

Of = Literal["class", "person", "year", "school"]
Subject = int | None
"""What a paper is of: the id of a class or student, a year, or None for the school."""
Read = Callable[..., Any]
"""``read(query, …)`` returns ``query(db, …)``, as ``Session.read`` does."""


class Paper(Protocol):
    """What a module of a paper has. Both `write` raise UserError, Cancelled, StoreError."""

    def gather(self, db: Database, subject: Any, /, **chosen: Any) -> Any:
        """Read everything that is on it. Raises UserError where the subject is not there."""

    def write(self, data: Any, path: Path, progress: Progress | None = None) -> int:
        """Write the PDF and return the number of pages."""
        ...

    def write_workbook(self, data: Any, path: Path, progress: Progress | None = None) -> None:
        """Write the same as .xlsx, where the register says that there is one."""


@dataclass(frozen=True)
class Kind:
    """One kind of paper. ``module`` is the one in this folder that has the name ``key``, unless told."""

    key: str
    name: str
    of: Of
    workbook: bool = False
    options: tuple[Option, ...] = ()
    module: str = ""

    def title(self, subject: str) -> str:
        """Return what a paper of this subject is called, as a heading and in the name of its file."""
        if self.of == "year":
            return f"{subject}年{self.name}"
        return f"{self.name} {subject}".strip()

    def chosen(self, given: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Return a choice for every option: what was given or remembered, else the default."""
        given = given or {}
        return {option.key: option.clean(given.get(option.key)) for option in self.options}

    def kept(self, chosen: Mapping[str, Any]) -> dict[str, Any]:
        """Return of these choices what is to be remembered: what differs from the default."""
        return {
            option.key: chosen[option.key]
            for option in self.options
            if option.kept and chosen[option.key] != option.default
        }

    def of_school(self, read: Read) -> dict[str, Any]:
        """Return the choices that the school keeps, by option, those that it has made."""
        keeping = [o for o in self.options if isinstance(o, Columns) and o.of_school]
        if not keeping:
            return {}
        about = read(school.get)
        found = {o.key: o.clean(getattr(about, o.of_school).split()) for o in keeping}
        return {o.key: found[o.key] for o in keeping if getattr(about, o.of_school)}

    def gather(self, read: Read, subject: Subject, chosen: Mapping[str, Any] | None = None) -> Any:
        """Read what is on it. Raises UserError where the subject is not there."""
        return read(self.paper().gather, subject, **(chosen or {}))

    def write(
        self,
        read: Read,
        subject: Subject,
        path: Path,
        chosen: Mapping[str, Any] | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Write the PDF and return the number of pages. Raises UserError, Cancelled, StoreError."""
        return self.paper().write(self.gather(read, subject, chosen), path, progress)

    def write_workbook(
        self,
        read: Read,
        subject: Subject,
        path: Path,
        chosen: Mapping[str, Any] | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write the same as .xlsx. Raises UserError, Cancelled, StoreError."""
        self.paper().write_workbook(self.gather(read, subject, chosen), path, progress)

    def paper(self) -> Paper:
        """Load and return its module."""
        return cast(Paper, importlib.import_module(self.module or f"app.papers.{self.key}"))


KINDS: tuple[Kind, ...] = (
    Kind("timetable", "课程表", "class", workbook=True),
    Kind(
        "roster",
        "学员花名册",
        "class",
        workbook=True,
        options=(
            Tick("identity", "含身份证号", "印上身份证号"),
            OneOf(
                "order",
                "顺序",
                "按什么排列；不按名册顺序时，序号从 1 起重编",
                (("list", "名册"), ("group", "组别"), ("unit", "单位"), ("name", "姓名拼音")),
            ),
            Columns(
                "columns",
                "栏目",
                "印哪些栏，按什么次序；全校记住",
                (
                    *(
                        ("number", "序号"),
                        ("name", "姓名"),
                        ("sex", "性别"),
                        ("ethnic_group", "民族"),
                    ),
                    *(
                        ("birth", "出生年月"),
                        ("political_status", "政治面貌"),
                        ("education", "学历"),
                    ),
                    *(("unit_name", "单位"), ("post", "职务"), ("unit_and_post", "单位及职务")),
                    *(("post_level", "职务层次"), ("group_name", "组别"), ("role", "班内职务")),
                    *(("id_number", "身份证号"), ("phone", "联系电话"), ("remark", "备注")),
                ),
                apart=frozenset({"unit_name", "post"}),
                gates={"id_number": "identity"},
                of_school="roster_columns",
                blank="blank",
            ),
            Tick("blank", "空栏也印", "没有内容的栏也印出来，留着手填", kept=True),
        ),
    ),
    Kind(
        "certificates",
        "结业证书",
        "class",
        options=(Some("numbers", "证书编号", "只印这几张，作废的也印；不写为全部有效的"),),
    ),
    Kind(
        "summary",
        "办班情况统计",
        "year",
        workbook=True,
        options=(
            OneOf(
                "charts",
                "统计图",
                "表后附不附统计图",
                (("with", "附"), ("without", "不附")),
            ),
        ),
        module="app.papers.statistics",
    ),
    Kind("topics", "纳入教学情况统计", "year", workbook=True, module="app.papers.topic_ledger"),
    Kind("ledger", "证书台账", "year", workbook=True, module="app.papers.certificate_ledger"),
    Kind("rehearsals", "恢复演练记录", "school"),
)


def kind(key: str) -> Kind:
    """Return the kind of this key. Raises KeyError, a bug, where there is none."""
    return {one.key: one for one in KINDS}[key]


def kinds_of(*of: Of) -> tuple[Kind, ...]:
    """Return the kinds that a class, a person, a year or the school has, in the order of the register."""
    return tuple(one for one in KINDS if one.of in of)
