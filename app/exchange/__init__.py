"""What comes in as a workbook, and the register of it: each list that can be imported, said once.

Menus, the review page, the command line and the tour go through ``KINDS``. A kind is light: what
reads and writes a list, its ``importer``, is loaded where a workbook is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.exchange.engine.importer import Importer
    from app.file.rights import Right


@dataclass(frozen=True)
class Kind:
    """A list that can be imported.

    ``title`` heads the page, ``menu`` is its entry of a menu, ``command`` its name on the command line
    and ``help`` what is said of it there; ``first`` (heading, text) asks for the workbook. ``unit``
    counts what is in it, ``new`` names what was not there before, ``there`` what was. ``into``: whether
    it goes into a class, which 'must' be a draft, or 'may' be one that is not closed. ``doubts``:
    whether there may be something to decide. ``example`` is a workbook of the demonstration. ``after``
    is the page where one sees what has come, ``seen`` where on it, ``tab`` that of the class. ``right``
    is what writing it needs.
    """

    key: str
    title: str
    menu: str
    command: str
    help: str
    first: tuple[str, str]
    unit: str
    new: str
    importer: Callable[[], Importer]
    example: str
    right: Right
    into: Literal["", "may", "must"] = ""
    doubts: bool = True
    there: str = "已在档案"
    after: str = ""
    seen: Mapping[str, str] = field(default_factory=dict[str, str])
    tab: str = ""


def _roster() -> Importer:
    from app.exchange import roster

    return roster.IMPORTER


def _courses() -> Importer:
    from app.exchange import teaching_list

    return teaching_list.IMPORTER


def _past() -> Importer:
    from app.exchange import past_list

    return past_list.IMPORTER


def _plan() -> Importer:
    from app.exchange import plan

    return plan.IMPORTER


KINDS = (
    Kind(
        "roster",
        "导入学员名册",
        "导入名册…",
        "import-roster",
        "导入学员名册（.xlsx .xls .ods）",
        (
            "选一份学员名册",
            "Excel、WPS 存的 .xlsx、.xls、.ods 都可以，标题行、合并单元格、列的顺序都不要紧，"
            "有「姓名」一栏就行。"
            "先核对，不写入任何数据。",
        ),
        "人",
        "新学员",
        _roster,
        "学员名册.xlsx",
        "students",
        into="may",
        after="students",
        tab="students",
    ),
    Kind(
        "courses",
        "导入师资和课程",
        "导入师资和课程…",
        "import-courses",
        "导入师资和课程（.xlsx .xls .ods）",
        (
            "选一份师资课程表",
            "一张「师资」表（姓名、类别、单位、职务……），"
            "一张「课程」表（课程名称、类别、教学方式、学时、授课人……），"
            "有一张也可以。先核对，不写入任何数据。",
        ),
        "条",
        "新增",
        _courses,
        "师资课程.xlsx",
        "libraries",
        there="已在库中",
        after="courses",
    ),
    Kind(
        "past",
        "补录以前的班次",
        "补录以前的班次…",
        "import-past",
        "补录启用本程序以前的班次、学员和证书（.xlsx .xls .ods）",
        (
            "选一份以前班次的名册或清单",
            "一行一名学员，旁边写班次名称、起止日期、学时、证书编号；或一行一个班次；"
            "两张表在一个工作簿里也可以。编号照原样记，不重新签发。先核对，不写入任何数据。",
        ),
        "条",
        "新增",
        _past,
        "以前的班次.xlsx",
        "classes",
        after="classes",
        seen={"year": "all", "chip": "brought_in"},
    ),
    Kind(
        "plan",
        "导入课程安排",
        "导入课程安排…",
        "import-plan",
        "把课程安排表导入一个班（.xlsx .xls .ods）",
        (
            "选一份课程安排表",
            "一行一个课次，有「日期」和「课程」两栏就行；时段或时间、授课人、场地有就读。"
            "课程和授课人按课程库、师资库核对。先核对，不写入任何数据。",
        ),
        "节",
        "新课次",
        _plan,
        "课程安排.xlsx",
        "plan",
        into="must",
        doubts=False,
        there="已在课表",
        tab="curriculum",
    ),
)


def kind(key: str) -> Kind:
    """Return the kind of this key."""
    return next(one for one in KINDS if one.key == key)
