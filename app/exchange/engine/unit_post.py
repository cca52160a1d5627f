"""Cells in which unit and post stand together: read alike for students, teachers and lecturers."""

from __future__ import annotations

import re

from sqlite_utils import Database

from app.exchange.engine import fields
from app.exchange.engine.entries import Line
from app.exchange.engine.findings import Choice
from app.exchange.engine.tables import Column
from app.text import organisations, posts
from app.text.posts import Parted

KEY = "unit_post"
# 单位及职级 names it, too: what any of these say of somebody's unit and standing
COLUMN = Column(KEY, ("单位及职务", "职务全称"), of=("unit_name", "post", "rank", "post_level"))
_AT_MARKS = re.compile(r"(?<=[、，；]) | (?=[、，；])")  # where a cell's lines are broken
# what is read of such a cell
FACTS = ("unit_name", "post", "full_post")


class UnitPosts:
    """Parts the cells of one list, by the units that the file knows."""

    def __init__(self, db: Database) -> None:
        rows = db.execute("SELECT name FROM unit WHERE school_id = 1").fetchall()
        self._units = frozenset(name for (name,) in rows)

    def part(self, text: str) -> Parted:
        """Return unit and post of a text."""
        return posts.part(text, self._units)

    def read(self, line: Line) -> str:
        """Read unit, post and 职务全称 of a line; return the cell without spaces, '' where it is empty.

        What stands in columns of its own is not read from here. What may be meant otherwise is a warning
        with the ways to read it.
        """
        text = fields.text(line.usable(KEY))
        if not text:
            self._post_in_unit(line)
            return ""
        values = line.values
        values["full_post"] = posts.as_it_came(text)
        if "unit_name" in values:
            whole = fields.joined(values["full_post"])
            values.setdefault("post", whole.removeprefix(values["unit_name"]))
            if fields.compact(whole) == fields.compact(values["unit_name"] + values["post"]):
                del values["full_post"]  # it says no more than the two beside it
            return ""
        parted = self.part(_AT_MARKS.sub("", text))
        if parted.unit:
            values["unit_name"] = fields.joined(parted.unit)
        if parted.post:
            values.setdefault("post", parted.post)
        if told := wonder(parted):
            line.say(KEY, "warn", told, choices(parted, values["full_post"]))
        return fields.compact(values["full_post"])

    def _post_in_unit(self, line: Line) -> None:
        """Part a post that was written behind its unit in the column of units."""
        text = line.values.get("unit_name", "")
        if not text or line.values.get("post"):
            return
        parted = self.part(text)
        if not (parted.sure and parted.unit and organisations.is_post(parted.post)):
            return
        line.values |= {"unit_name": parted.unit, "post": parted.post, "full_post": text}
        told = f"单位后面连着职务，按单位「{parted.unit}」、职务「{parted.post}」读入，请核对。"
        line.say("unit_name", "warn", told)


def wonder(parted: Parted) -> str:
    """Return what is to be said of a parting that may be wrong, '' where it is sure."""
    if parted.unit:
        if parted.sure:
            return ""
        return (
            f"按单位「{parted.unit}」、职务「{parted.post}」读入，拿不准，请核对；"
            "在单位与职务之间加一个空格即可改正。"
        )
    return "分不出哪里是单位，整段记为职务，单位留空；在单位与职务之间加一个空格即可分开。"


def choices(parted: Parted, as_it_came: str) -> list[Choice]:
    """Return the ways to part a cell, as they are shown and as they would be typed."""
    ways = [(parted.unit, parted.post)] if parted.unit else []
    return [
        Choice(f"{unit} ｜ {post}", posts.BAR.join((unit, post, as_it_came)))
        for unit, post in [*ways, *parted.others]
    ]
