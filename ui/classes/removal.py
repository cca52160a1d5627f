"""删除或归档: what becomes of a class that is no longer wanted, and why not the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.classes import classes, past, what_goes
from app.classes.classes import Class
from app.file.operation import Operation
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
    return "删除班次" if classes.deletable(one) or one.brought_in else "归档班次"


def deleting(one: Class) -> Operation[None]:
    """Return what deletes a class: a draft, or one brought in."""
    return past.delete(one.id) if one.brought_in else classes.delete(one.id)


def why_not(context: Context, class_id: int) -> str:
    """Return why a class can be neither deleted nor archived, "" where it can be one of them."""
    one = context.read(classes.get, class_id)
    if one.archived:
        return "这个班次已经归档。"
    if one.status in ("approved", "running"):
        return "班次审定过，不能删除；结业以后可以归档。"
    return ""


def remove(
    context: Context, class_id: int, parent: QWidget, delete: Callable[[], object] | None = None
) -> None:
    """Delete a class that was never approved, archive another, once it was said what goes with it.

    ``delete()`` is how a page deletes the class that it shows.
    """
    one = context.read(classes.get, class_id)
    if classes.deletable(one) or one.brought_in:
        goes = context.read(what_goes.deleting, class_id)
        work = deleting(one)
        then = delete or (lambda: context.run(work, parent=parent))
        ask.first(parent, "删除班次", goes, "删除", then)
        return
    text = f"「{one.name}」审定过，不能删除，可以归档。{ARCHIVING}"
    archive = classes.archive(class_id)
    ask.first(parent, "归档班次", text, "归档", lambda: context.run(archive, parent=parent))
