"""One walk through all sights: each is photographed, shows what records say as plain text, has its
menus, and room for all that it says: in the smallest window, with text of 150 %.
"""

from __future__ import annotations

import pkgutil
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

from PySide6.QtGui import QImage, qGray
from PySide6.QtWidgets import QApplication

import ui
from app import papers
from app.ground import jobs
from app.opening import open_school
from app.papers import Kind
from tests import made_up_paper
from tests.data import make_manual_pictures
from tests.planted import plant
from tests.ui.plainness import Plainness
from tests.ui.right_click import RightClick
from tests.ui.room import Room
from ui import theme, tour
from ui.kit.dialog import Dialog
from ui.kit.manual import TOPICS
from ui.mainwindow import LOW, NARROW, MainWindow
from ui.photograph import dialogs

SMALLEST = (NARROW, LOW)  # with text of 150 %
CLICKED = {
    "AdviceBox",
    "ChartView",
    "Entry",
    "Grid",
    "Matrix",
    "PeriodCard",
    "ReviewGrid",
    "SmallTable",
    "TableView",
}
# what F1 opens at every sight, in words of the shell: the first that fits
TOPICS_OF = {
    "login": "备份与密码",
    "recovery": "备份与密码",
    "restore*": "备份与密码",
    "lacks-work": "备份与密码",
    "start*": "开始",
    "about": "开始",
    "new-school*": "开始",
    "question": "开始",
    "crash": "开始",
    "home*": "工作台",
    "backup-opened": "工作台",
    "classes*": "班次名单",
    "new-class*": "班次与课程编排",
    "class-past-info": "班次与课程编排",
    "class-past-students": "学员名单",
    "class-past-certificates": "证书",
    "past-class*": "补录以前的班次",
    "import-past*": "补录以前的班次",
    "class-info": "班次与课程编排",
    "class-running*": "班次与课程编排",
    "class-curriculum*": "班次与课程编排",
    "class-approved": "班次与课程编排",
    "class-refused": "审定与重开",
    "class-approv*": "审定与重开",
    "class-students*": "学员名单",
    "class-certificates*": "证书",
    "class-issue": "证书",
    "certificate-*": "证书",
    "verification": "证书",
    "preview-*": "打印",
    "courses": "课程库",
    "new-course": "课程库",
    "teachers": "师资库",
    "new-teacher": "师资库",
    "venues": "场地",
    "new-venue": "场地",
    "student*": "学员档案",
    "new-student": "学员档案",
    "ledger": "证书台账",
    "import-courses*": "导入师资和课程",
    "import-plan*": "导入师资和课程",
    "import-*": "导入名册",
    "statistics-topics": "纳入教学情况",
    "statistics-*": "统计",
    "system-school": "学校资料",
    "system-policy*": "政策指标",
    "system-lists": "类别与专题",
    "system-holidays": "放假与调休",
    "holiday-*": "放假与调休",
    "system-users": "用户与权限",
    "change-*": "用户与权限",
    "new-user": "用户与权限",
    "give-password": "用户与权限",
    "rekey": "用户与权限",
    "recovery-question": "用户与权限",
    "recovery-code": "备份与密码",
    "new-recovery-code": "备份与密码",
    "system-backup*": "备份与密码",
    "system-journal": "操作记录",
    "archive-journal": "操作记录",
    "system-check*": "检查学校文件",
    "system-display": "显示与锁定",
}
MANUAL = {"manual", "help", "help-secrecy", "locked"}  # sights where F1 has nothing to open
BASES = {"TaskDialog", "OpeningDialog", "UserDialog"}  # dialogs that are only built upon
NOWHERE = {"保密检查说明"}  # topics that no page is about
SHOWN = {"label", "button", "entry", "title", "tooltip", "cell", "cell's tooltip"}


def _dialogs() -> set[str]:
    """The names of all kinds of dialog that the window has."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        import_module(module.name)
    found: set[str] = set()
    left: list[type[Dialog]] = [Dialog]
    while left:
        below = [one for one in left.pop().__subclasses__() if one.__module__.startswith("ui.")]
        found |= {one.__name__ for one in below}
        left += below
    return found - BASES


def _f1() -> tuple[str, str]:
    """What is on top, and the topic that F1 would open there."""
    above = dialogs()
    if above:
        told = getattr(above[-1], "topic", None)
        return type(above[-1]).__name__, told() if told else ""
    windows = QApplication.topLevelWidgets()
    window = next(w for w in windows if isinstance(w, MainWindow) and w.isVisible())
    return type(window.current()).__name__, window.topic()


def test_every_sight_is_photographed_and_no_text_of_a_record_is_rich(
    tmp_path: Path, qapp: QApplication, made_up: list[Kind]
) -> None:
    def make(path: Path) -> None:
        tour.make_school(path)
        with open_school(path, tour.PASSWORD, runner=jobs.Inline()) as session:
            plant(session)

    plainness, clicks, room = Plainness(), RightClick(), Room((1366, 800))
    topics: dict[str, str] = {}
    on_top: set[str] = set()

    def look(sight: str) -> None:
        room.look(sight)
        plainness.look(sight)
        clicks.look(sight)
        name, topics[sight] = _f1()
        on_top.add(name)

    try:
        files = tour.tour(tmp_path / "tour", [SMALLEST], made=make, look=look, percent=150)
    finally:
        theme.apply(qapp)
    names = [file.name for file in files]
    assert names == sorted(names)
    assert {"start", "classes", "class-curriculum", "class-refused", "import-choices"} <= {
        name.split("-", 1)[1].removesuffix("-1320.png") for name in names
    }
    sights = {name.split("-", 1)[1].removesuffix("-1320.png") for name in names}
    assert {f"preview-{kind.key}" for kind in papers.KINDS} <= sights
    assert len(made_up) == len(made_up_paper.gathered) == 4
    for file in files:
        image = QImage(str(file))
        assert (image.width(), image.height()) == SMALLEST
        shades = {
            qGray(image.pixel(x, y))
            for x in range(0, SMALLEST[0], 7)
            for y in range(0, SMALLEST[1], 7)
        }
        assert len(shades) > 8, f"{file.name} shows nothing"
    wanted = {
        sight: next((t for pattern, t in TOPICS_OF.items() if fnmatch(sight, pattern)), "?")
        for sight in topics
        if sight not in MANUAL
    }
    assert {sight: topics[sight] for sight in wanted} == wanted
    assert set(wanted.values()) == set(TOPICS) - NOWHERE
    assert _dialogs() <= on_top
    assert set().union(*make_manual_pictures.named().values()) <= sights
    assert plainness.faults == set()
    assert clicks.faults == set()
    assert room.faults == set()
    assert clicks.seen >= CLICKED
    assert {what for what, times in plainness.seen.items() if times} == SHOWN
