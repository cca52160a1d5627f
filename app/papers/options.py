"""What can be chosen about a paper, declared as data: the window asks for it, the command line takes it.

Every option has a key (what ``gather`` calls it), a name and a word of help, knows what holds when
nothing is chosen (``default``), makes a choice of what is typed (``read``) or was remembered (``clean``),
and says whether a PC remembers it (``kept``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, cast

from app.ground.errors import UserError

_BETWEEN = re.compile(r"[,，、;；\s]+")


@dataclass(frozen=True)
class Tick:
    """Yes or no; no unless chosen."""

    key: str
    name: str
    help: str
    kept: bool = False
    default: ClassVar[bool] = False
    metavar: ClassVar[str] = ""

    def read(self, text: str) -> bool:
        """Return the choice: to name it is to choose it."""
        return True

    def clean(self, value: object) -> bool:
        """Return a remembered choice, or the default."""
        return value is True


@dataclass(frozen=True)
class OneOf:
    """One of ``choices``, (key, name); the first unless chosen."""

    key: str
    name: str
    help: str
    choices: tuple[tuple[str, str], ...]
    kept: bool = True

    @property
    def default(self) -> str:
        """What holds unless chosen."""
        return self.choices[0][0]

    @property
    def metavar(self) -> str:
        """What stands for it in a command's help."""
        return "|".join(name for _, name in self.choices)

    def read(self, text: str) -> str:
        """Return the key of a choice typed by its name. Raises UserError with the names there are."""
        for key, name in self.choices:
            if text.strip() in (key, name):
                return key
        names = "、".join(name for _, name in self.choices)
        raise UserError(f"{self.name}没有「{text}」，可用的有：{names}。没有写文件。")

    def clean(self, value: object) -> str:
        """Return a remembered choice, or the default."""
        return value if isinstance(value, str) and value in dict(self.choices) else self.default


@dataclass(frozen=True)
class Columns:
    """Which of ``choices``, (key, name), and in which order; those not ``apart`` unless chosen.

    ``gates``: a column -> the tick without which it is not shown, whatever was chosen. ``of_school``: the
    setting of the school that keeps the choice, '' where the PC does. ``blank``: the tick by which columns that
    hold nothing are shown, too.
    """

    key: str
    name: str
    help: str
    choices: tuple[tuple[str, str], ...]
    apart: frozenset[str] = frozenset()
    gates: Mapping[str, str] = field(default_factory=dict[str, str])
    kept: bool = True
    of_school: str = ""
    blank: str = ""
    metavar: ClassVar[str] = "栏,栏,…"

    @property
    def default(self) -> tuple[str, ...]:
        """What holds unless chosen."""
        return tuple(key for key, _ in self.choices if key not in self.apart)

    def read(self, text: str) -> tuple[str, ...]:
        """Return the keys of columns typed by their names. Raises UserError with the names there are."""
        keys = {name: key for key, name in self.choices}
        wanted = [name for name in _BETWEEN.split(text.strip()) if name]
        wrong = [name for name in wanted if name not in keys]
        if wrong or not wanted:
            what = "没有「" + "」「".join(wrong) + "」这一栏" if wrong else "至少要有一栏"
            raise UserError(f"{what}，可用的有：{'、'.join(keys)}。没有写文件。")
        return tuple(dict.fromkeys(keys[name] for name in wanted))

    def clean(self, value: object) -> tuple[str, ...]:
        """Return what is still there of a remembered choice, or the default."""
        names = dict(self.choices)
        return tuple(dict.fromkeys(key for key in _texts(value) if key in names)) or self.default

    def with_column(self, chosen: Sequence[str], key: str) -> tuple[str, ...]:
        """Return ``chosen`` with a column put behind the last of those it usually follows."""
        if key in chosen:
            return tuple(chosen)
        usual = [k for k, _ in self.choices]
        before = set(usual[: usual.index(key)])
        place = max((n for n, k in enumerate(chosen, 1) if k in before), default=0)
        return (*chosen[:place], key, *chosen[place:])


@dataclass(frozen=True)
class Some:
    """Those of the subject's things that are named; all of them unless chosen.

    The page that lists them gives what is selected there, so that no preview asks for it again.
    """

    key: str
    name: str
    help: str
    kept: ClassVar[bool] = False
    default: ClassVar[tuple[str, ...]] = ()
    metavar: ClassVar[str] = "编号,编号,…"

    def read(self, text: str) -> tuple[str, ...]:
        """Return the names typed, in their order. Raises UserError where there is none."""
        named = tuple(name for name in _BETWEEN.split(text.strip()) if name)
        if not named:
            raise UserError(f"{self.name}没有写，至少要写一个；要全部就不要这个选项。没有写文件。")
        return named

    def clean(self, value: object) -> tuple[str, ...]:
        """Return a choice, or the default."""
        return _texts(value)


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a list, as JSON or a table's selection gives it."""
    given = cast("list[object]", value) if isinstance(value, list | tuple) else ()
    return tuple(one for one in given if isinstance(one, str))


Option = Tick | OneOf | Columns | Some
