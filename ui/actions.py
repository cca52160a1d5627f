"""The actions of the window as data: name, text, shortcut, menu. Each has both a key and an entry."""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange import KINDS
from app.file.rights import Right

MENUS = ("文件", "编辑", "查看", "帮助")


@dataclass(frozen=True)
class Action:
    """``key`` names the slot it is wired to in ui/mainwindow.py; ``gap``: a line above it.

    ``school``: only with a school open. ``right``: only for whoever has it; of 新建 the page says it.
    """

    key: str
    text: str
    menu: str
    shortcut: str = ""
    gap: bool = False
    school: bool = True
    right: Right | None = None


IMPORT_KEYS = {"roster": "Ctrl+I", "courses": "Ctrl+Shift+I"}
ACTIONS = (
    Action("open_start", "打开其他学校…", "文件", "Ctrl+O", school=False),
    Action("new", "新建…", "文件", "Ctrl+N"),
    *(
        Action(
            f"import_{kind.key}",
            kind.menu,
            "文件",
            IMPORT_KEYS.get(kind.key, ""),
            gap=not place,
            right=kind.right,
        )
        for place, kind in enumerate(KINDS)
        if kind.into != "must"  # those are in the class's own menu
    ),
    *(
        Action(f"template_{kind.key}", f"{kind.title[2:]}空白模板…", "文件", gap=not place)
        for place, kind in enumerate(KINDS)
    ),
    Action("export", "导出工作簿…", "文件", "Ctrl+E", gap=True),
    Action("print", "预览打印…", "文件", "Ctrl+P"),
    Action("backup", "立即备份…", "文件", "Ctrl+B", gap=True, right="backup"),
    Action("restore", "从备份恢复…", "文件", school=False),
    Action("lock", "锁定", "文件", "Ctrl+L", gap=True),
    Action("switch", "切换用户…", "文件"),
    Action("quit", "退出", "文件", "Ctrl+Q", gap=True, school=False),
    Action("undo", "撤销", "编辑", "Ctrl+Z"),
    Action("redo", "重做", "编辑", "Ctrl+Y"),
    Action("find", "搜索", "编辑", "Ctrl+F", gap=True),
    Action("home", "工作台", "查看", "Ctrl+0"),
    Action("classes", "班次", "查看", "Ctrl+1"),
    Action("courses", "课程库", "查看", "Ctrl+2"),
    Action("teachers", "师资库", "查看", "Ctrl+3"),
    Action("students", "学员", "查看", "Ctrl+4"),
    Action("statistics", "统计报表", "查看", "Ctrl+5"),
    Action("system", "系统设置", "查看", "Ctrl+6"),
    Action("ledger", "证书台账", "查看", "Ctrl+7"),
    Action("back", "返回上一页", "查看", "Alt+Left", gap=True),
    Action("reload", "刷新", "查看", "F5"),
    Action("larger", "放大文字", "查看", "Ctrl+=", gap=True, school=False),
    Action("smaller", "缩小文字", "查看", "Ctrl+-", school=False),
    Action("help", "使用手册", "帮助", "F1", school=False),
    Action("verify", "核验证书…", "帮助", gap=True, school=False),
    Action("about", "关于", "帮助", gap=True, school=False),
)
