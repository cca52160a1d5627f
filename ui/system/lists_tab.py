"""系统设置 · 类别与专题: kinds of class, topics and modules, the lists that rules and lessons choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.file.facts import Facts
from app.file.operation import Operation
from app.file.rights import Right
from app.school import class_kinds
from app.teaching import topics
from ui import theme
from ui.context import Context
from ui.kit import columns
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.columns import Column
from ui.kit.fact_fields import Fields
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.part import Part
from ui.kit.small_table import SmallTable
from ui.kit.text import label, literal


@dataclass(frozen=True)
class EditedList:
    """One of the lists: how it is read, shown and changed. ``fields`` are keys of its facts in the form."""

    title: str
    noun: str
    says: str
    facts: Facts[Any]
    read: Callable[..., Sequence[Any]]
    row: Callable[[Any, Sequence[Any]], dict[str, object]]
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    create: Callable[[dict[str, Any]], Operation[int]]
    update: Callable[[int, dict[str, Any]], Operation[None]]
    delete: Callable[[int], Operation[None]]
    right: Right


def _kind_row(
    one: class_kinds.ClassKind, every: Sequence[class_kinds.ClassKind]
) -> dict[str, object]:
    names = {kind.code: kind for kind in every}
    depth, above = 0, one.parent
    while above is not None and above in names:
        depth, above = depth + 1, names[above].parent
    parent = names[one.parent].name if one.parent in names else ""
    return {"id": one.id, "name": f"{'　　' * depth}{one.name}", "parent": parent}


def _topic_row(one: topics.Topic, _: Sequence[topics.Topic]) -> dict[str, object]:
    since, until = one.valid_from or "", one.valid_to or ""
    dates = f"{since} 至 {until}" if since and until else f"{since} 起" if since else f"至 {until}"
    return {
        "id": one.id,
        "name": one.name,
        "clause": one.clause,
        "dates": dates if since or until else "",
    }


LISTS: dict[str, EditedList] = {
    "kinds": EditedList(
        "班次类别",
        "班次类别",
        "约束一类班次的规则，也约束它下面的各类；最多三级。",
        class_kinds.FACTS,
        class_kinds.all,
        _kind_row,
        (
            Column("name", "班次类别", 320, bold=True, stretch=True),
            Column("parent", "上级类别", 220, format=columns.quiet),
        ),
        ("name", "parent"),
        class_kinds.create,
        class_kinds.update,
        class_kinds.delete,
        "rules",
    ),
    "topics": EditedList(
        "专题",
        "专题",
        "一门课、一节课可以属于几个专题；“统计报表 · 纳入教学情况”按专题统计。填了起止日期的，只在期内列入统计。",
        topics.FACTS,
        topics.all,
        _topic_row,
        (
            Column("name", "专题", 320, bold=True, stretch=True),
            Column("clause", "依据", 220, format=columns.quiet),
            Column("dates", "起止日期", 210),
        ),
        ("name", "clause", "valid_from", "valid_to"),
        topics.create,
        topics.update,
        topics.delete,
        "libraries",
    ),
    "modules": EditedList(
        "模块",
        "模块",
        "菜单式教学的模块；按模块数评定的规则，看班里有几个够学时的模块。",
        topics.MODULE_FACTS,
        topics.modules,
        lambda one, _: {"id": one.id, "name": one.name},
        (Column("name", "模块", 320, bold=True, stretch=True),),
        ("name",),
        topics.create_module,
        topics.update_module,
        topics.delete_module,
        "libraries",
    ),
}


class ListsTab(Part):
    """One list at a time; an entry is added, changed, deleted where nothing needs it."""

    title = "类别与专题"
    help_topic = "类别与专题"
    kinds = frozenset({"class_kind", "course_topic", "course_module"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._records: dict[str, list[Any]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), theme.px(8), 0)
        column.setSpacing(theme.px(10))
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        self.chips = ChipBar()
        self.chips.picked.connect(lambda _: self._show())
        head.addWidget(self.chips, 1)
        self.add_button = _button("添加…", self.add)
        theme.role(self.add_button, "primary")
        head.addWidget(self.add_button)
        column.addLayout(head)
        self.says = label("", "muted", wrap=True)
        column.addWidget(self.says)
        self.tables: dict[str, SmallTable] = {}
        for key, one in LISTS.items():
            table = SmallTable(one.columns)
            table.setAccessibleName(one.title)
            table.opened.connect(lambda _: self.edit())
            table.picked.connect(self._grey)
            card = Card(margins=(1, 1, 1, 1))
            card.body.addWidget(table)
            column.addWidget(card, 1)
            self.tables[key] = table
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        foot.addStretch(1)
        self.edit_button = _button("修改…", self.edit)
        self.remove_button = _button("删除", self.remove)
        foot.addWidget(self.edit_button)
        foot.addWidget(self.remove_button)
        column.addLayout(foot)
        for table in self.tables.values():
            table.offer(self.edit_button, self.remove_button, self.add_button)

    @property
    def shown(self) -> EditedList:
        """The list that is seen."""
        return LISTS[self.chips.current]

    def open(self, **args: object) -> None:
        """``list`` names one of the lists."""
        if args.get("list") in LISTS:
            self.reload()
            self.chips.pick(str(args["list"]))

    def reload(self) -> None:
        """Read the lists anew; what is picked stays picked."""
        self._records = {key: list(self.context.read(one.read)) for key, one in LISTS.items()}
        self.chips.set_chips(
            [(key, one.title, len(self._records[key])) for key, one in LISTS.items()]
        )
        for key, one in LISTS.items():
            self.tables[key].fill([one.row(r, self._records[key]) for r in self._records[key]])
        self._show()

    def _show(self) -> None:
        for key, table in self.tables.items():
            card = table.parentWidget()
            assert card is not None
            card.setVisible(key == self.chips.current)
        self.says.setText(self.shown.says)
        self._grey()

    def _grey(self) -> None:
        if not self.chips.current:
            return
        why = self.context.missing(self.shown.right)
        some = self.tables[self.chips.current].current_id() is not None
        grey(self.add_button, why)
        for button in (self.edit_button, self.remove_button):
            grey(button, why, able=some)

    # ------------------------------------------------------------------ what one does

    def begin(self) -> None:
        """Ctrl+N: add an entry."""
        self.add()

    def add(self) -> None:
        """Add an entry to the list shown; a kind of class below the one picked."""
        one, values = self.shown, dict[str, Any]()
        picked = self._picked()
        if self.chips.current == "kinds" and picked is not None:
            values["parent"] = picked.code
        self._ask(f"添加{one.noun}", values, one.create)

    def edit(self) -> None:
        """Change the entry picked."""
        one, picked = self.shown, self._picked()
        if picked is not None and self.edit_button.isEnabled():
            key = str(picked.id)
            self._ask(f"修改{one.noun}", asdict(picked), lambda v: one.update(picked.id, v), key)

    def remove(self) -> None:
        """Delete the entry picked; where something needs it, it is said what."""
        picked = self._picked()
        if picked is not None:
            self.context.run(self.shown.delete(picked.id), parent=self)

    def _picked(self) -> Any:
        wanted = self.tables[self.chips.current].current_id()
        return next((r for r in self._records[self.chips.current] if r.id == wanted), None)

    def _ask(
        self,
        title: str,
        values: dict[str, Any],
        make: Callable[[dict[str, Any]], Operation[Any]],
        key: str = "new",
    ) -> None:
        one = self.shown
        fields = [self._field(key) for key in one.fields]
        known = {field.key: values.get(field.key) for field in fields}
        FormDialog(
            self.context,
            title,
            fields,
            known,
            make,
            right=one.right,
            kept_as=f"{self.chips.current}:{key}",
            parent=self.window(),
        ).open()

    def _field(self, key: str) -> Field:
        field = Fields(self.context, self.shown.facts)
        if key == "parent":
            rows = [_kind_row(r, self._records["kinds"]) for r in self._records["kinds"]]
            kinds = zip(self._records["kinds"], rows, strict=True)
            return field(
                key, options=[(None, "（最上一级）"), *((r.code, row["name"]) for r, row in kinds)]
            )
        return field(key, span=2 if key == "name" and len(self.shown.fields) > 2 else 1)


def _button(text: str, slot: object) -> QPushButton:
    made = QPushButton(literal(text))
    made.clicked.connect(slot)
    return made
