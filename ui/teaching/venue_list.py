"""场地: classrooms, sites, bases."""

from __future__ import annotations

from app.teaching import venues
from app.text import codes
from ui.context import Context
from ui.kit import columns
from ui.kit.columns import Column
from ui.kit.fact_fields import Columns, Fields
from ui.kit.forms import Field
from ui.kit.list_page import ListPage
from ui.kit.tableview import MenuItem

shown = Columns(venues.FACTS)


class VenueListPage(ListPage):
    """Where lessons are held."""

    title = "场地"
    hint = "搜索场地、拼音首字母"
    primary = "添加场地"
    help_topic = "场地"
    begins = "libraries"
    kinds = frozenset({"venue", "lesson", "school"})
    listing = venues.LISTING
    columns = (
        shown("name", 220, stretch=True, bold=True),
        shown("kind", 110),
        shown("capacity"),
        shown("address", 260),
        Column("used_count", "用过的课次", 100, "right", columns.number),
    )
    chip_names = (("", "全部"), *codes.VENUE_KINDS.items())
    empty = ("还没有场地", "点「添加场地」；导入课程时，课程里写的场地会自动建立。")

    def dress(self) -> None:
        """One comes from the courses and goes back there."""
        self.header.add_button("返回课程库", lambda: self.context.go("courses"), icon="back")
        super().dress()

    def menu(self) -> list[MenuItem]:
        """What can be done with venues."""
        return [
            MenuItem("编辑…", lambda ids: self.open_row(ids[0]), "F2", one_only=True),
            MenuItem(
                "删除", lambda ids: self._delete(ids[0]), "Delete", one_only=True, right=self.begins
            ),
        ]

    def totals(self) -> str:
        """How many venues are shown."""
        return f"{len(self.model.ids):,} 处场地"

    def begin(self) -> None:
        """Ask for a new venue."""
        self.ask("添加场地", venue_fields(self.context), venues.FACTS.usual(), venues.create)

    def open_row(self, row_id: int) -> None:
        """Edit a venue."""
        one = self.context.read(venues.get, row_id)
        values = {key: getattr(one, key) for key in venues.FACTS.typed}
        self.ask(
            "编辑场地",
            venue_fields(self.context),
            values,
            lambda changed: venues.update(row_id, changed),
            row_id,
        )

    def _delete(self, venue_id: int) -> None:
        self.context.run(venues.delete(venue_id), parent=self)


def venue_fields(context: Context) -> list[Field]:
    """Return the fields of a venue."""
    field = Fields(context, venues.FACTS)
    return [
        field("name", span=2),
        field("kind"),
        field("capacity"),
        field("address", span=2),
        field("remark"),
    ]
