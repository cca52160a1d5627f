"""A tab of the statistics: it shows one year, which the page around it picks."""

from __future__ import annotations

import datetime

from PySide6.QtWidgets import QWidget

from ui.context import Context
from ui.kit.part import Part


class YearPart(Part):
    """``open(year=…)`` says which year; this year at first."""

    help_topic = "统计"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.year = datetime.date.today().year

    def open(self, **args: object) -> None:
        """The year to show."""
        if isinstance(args.get("year"), int):
            self.year = int(str(args["year"]))
