"""How the columns of a grid take what is typed: text into a value, a value into text, proposals."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.text import search
from ui.kit.inputs import WrongInput


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Typed:
    """``read`` makes the value of a text and raises WrongInput, whose sentence stands at the cell.

    ``show`` writes a value as one would type it; ``offer`` proposes whole texts for what is typed so
    far. ``open``: the proposals show at once, since nothing else is taken.
    """

    read: Callable[[str], Any]
    show: Callable[[Any], str] = _plain
    offer: Callable[[str], Sequence[str]] | None = None
    open: bool = False


def line(most: int = 0, *, words: Sequence[str] = ()) -> Typed:
    """One line of any text, at most ``most`` characters where given; ``words`` are proposed."""

    def read(text: str) -> str:
        kept = " ".join(text.split())
        if most and len(kept) > most:
            raise WrongInput(f"最多 {most} 个字，现有 {len(kept)} 个字。")
        return kept

    return Typed(read, offer=(lambda text: matching(words, text)) if words else None)


def lines(most: int = 0) -> Typed:
    """Text that may have several lines."""

    def read(text: str) -> str:
        kept = text.strip()
        if most and len(kept) > most:
            raise WrongInput(f"最多 {most} 个字，现有 {len(kept)} 个字。")
        return kept

    return Typed(read)


def number(least: int, most: int, *, empty: bool = True) -> Typed:
    """A whole number from ``least`` to ``most``; nothing typed is None where ``empty`` allows it."""

    def read(text: str) -> int | None:
        kept = unicodedata.normalize("NFKC", text).strip()  # a Chinese input method gives １２
        if not kept and empty:
            return None
        if (
            len(kept) > 20
            or not kept.removeprefix("-").isdecimal()
            or not least <= int(kept) <= most
        ):
            raise WrongInput(f"请填 {least} 到 {most} 的整数。")
        return int(kept)

    return Typed(read)


def coded(options: Sequence[tuple[Any, str]], *, empty: bool = False) -> Typed:
    """One of (code, name): typed by its name, its code, or as much as only one begins with.

    Pinyin and initials do as well. Nothing typed is "" where ``empty`` allows it.
    """
    names = [name for _, name in options]

    def read(text: str) -> Any:
        kept = text.strip()
        if not kept and empty:
            return ""
        for code, name in options:
            if kept in (name, str(code)):
                return code
        found = matching(names, kept) if kept else []
        if len(found) != 1:
            raise WrongInput(f"只能填{'、'.join(names)}中的一项。")
        return next(code for code, name in options if name == found[0])

    def show(value: Any) -> str:
        return next((name for code, name in options if code == value), _plain(value))

    return Typed(read, show, lambda text: matching(names, text), open=True)


def matching(words: Sequence[str], text: str) -> list[str]:
    """Return the words that hold ``text``, or whose pinyin or initials begin with it; all for none."""
    asked = search.fold(text)

    def fits(word: str) -> bool:
        return asked in search.fold(word) or any(
            term.startswith(asked) for term in search.terms(word).split()
        )

    return [word for word in words if fits(word)]
