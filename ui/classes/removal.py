"""删除或归档: what becomes of a class that is no longer wanted, and why not the other."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.classes import classes
from app.classes.classes import Class
from ui.context import Context
from ui.kit import ask

ARCHIVING = (
    "归档以后不在班次名单里，搜索得到，打勾「含归档」也看得到；统计、证书台账和学员的培训经历不变，"
    "随时可以取消归档。"
)


def word(one: Class) -> str:
    """Return what can be done with a class: 删除班次, 归档班次 or 取消归档."""
    if one.archived:
        return "取消归档"
    return "删除班次" if classes.deletable(one) else "归档班次"


def why_not(context: Context, class_id: int) -> str:
    """Return why a class can be neither deleted nor archived, "" where it can be one of them."""
    one = context.read(classes.get, class_id)
    if one.archived:
        return "这个班次已经归档。"
    if one.status in ("approved", "running"):
        return "班次审定过，不能删除；结业以后可以归档。"
    return ""


def remove(context: Context, class_id: int, parent: QWidget) -> bool:
    """Ask, then delete a class that was never approved, archive another; tell whether it was done."""
    one = context.read(classes.get, class_id)
    if classes.deletable(one):
        text = f"「{one.name}」的课程编排和学员入班记录会一并删除，可以撤销。"
        asked = ask.confirm(parent.window(), "删除班次", text, "删除", danger=True)
        verb = classes.delete(class_id)
    else:
        text = f"「{one.name}」审定过，不能删除，可以归档。{ARCHIVING}"
        asked = ask.confirm(parent.window(), "归档班次", text, "归档")
        verb = classes.archive(class_id)
    if asked:
        context.run(verb, parent=parent)
    return asked
