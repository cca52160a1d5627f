"""What can be done wrong in the views and triggers of a schema: one change for every token and way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from tests.mutants.mutant import Mutant, numbered

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*)
      | (?P<text>'(?:[^']|'')*')
      | (?P<word>[A-Za-z_]\w*)
      | (?P<number>0x[\da-fA-F]+|\d+)
      | (?P<sign><>|<=|>=|\|\||<<|>>|[-+*/%&|~=<>(),.;])""",
    re.VERBOSE,
)
SWAPS = {
    **{"AND": ("OR",), "OR": ("AND",), "MIN": ("max",), "MAX": ("min",), "SUM": ("max",)},
    **{"NEW": ("OLD",), "OLD": ("NEW",), "DISTINCT": ("",)},
    **{"=": ("<>",), "<>": ("=",), "<": ("<=", ">"), "<=": ("<", ">")},
    **{">": (">=", "<"), ">=": (">", "<"), "+": ("-",), "-": ("+",), "*": ("+",), "/": ("*",)},
}
OPENERS, CLOSERS = {"(", "CASE", "BEGIN"}, {")", "END"}
# where a condition ends: the words that may follow it at its own depth
AFTER = {
    *("GROUP", "ORDER", "UNION", "JOIN", "LEFT", "CROSS", "WHERE", "BEGIN", "THEN", "ELSE", "WHEN"),
    *("HAVING", "LIMIT", "END", "AS", ";"),
}


@dataclass(frozen=True)
class Token:
    """A word of SQL with its place among the bytes of the file."""

    text: str
    start: int
    end: int
    line: int

    @property
    def word(self) -> str:
        """As SQL reads it: capitals, since it knows no others."""
        return self.text.upper()


@dataclass(frozen=True)
class Thing:
    """A view or trigger: ``label`` 'VIEW class_share', its tokens, the table that a trigger guards."""

    label: str
    tokens: tuple[Token, ...]
    table: str

    @property
    def name(self) -> str:
        """The name alone."""
        return self.label.split()[1]


def tokens(source: bytes) -> list[Token]:
    """Cut SQL into words, without spaces and comments. Raises ValueError at what it does not know."""
    text, found, at, line = source.decode(), [], 0, 1
    byte = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise ValueError(f"line {line}: {text[at : at + 20]!r}")
        size = len(match[0].encode())
        if match.lastgroup != "space":
            found.append(Token(match[0], byte, byte + size, line))
        at, byte, line = match.end(), byte + size, line + match[0].count("\n")
    return found


def things(source: bytes) -> list[Thing]:
    """Return the views and triggers of a schema, in its order."""
    found: list[Thing] = []
    words = tokens(source)
    at = 0
    while at < len(words):
        end = at
        trigger = [t.word for t in words[at : at + 2]] == ["CREATE", "TRIGGER"]
        while words[end].text != ";" or (trigger and words[end - 1].word != "END"):
            end += 1
        body = words[at : end + 1]
        if body[0].word == "CREATE" and body[1].word in ("VIEW", "TRIGGER"):
            table = next((b.text for a, b in pairwise(body) if a.word == "ON"), "")
            label = f"{body[1].word} {body[2].text}"
            found.append(Thing(label, tuple(body), table if trigger else ""))
        at = end + 1
    return found


def mutants(path: str, source: bytes, kind: str) -> Iterator[Mutant]:
    """Return every mutant of the VIEWs or of the TRIGGERs of a schema."""
    for thing in things(source):
        if thing.label.startswith(kind):
            yield from numbered(_of(path, source, thing))


def _of(path: str, source: bytes, thing: Thing) -> Iterator[Mutant]:
    def made(operator: str, start: int, end: int, after: str) -> Mutant:
        line = source.count(b"\n", 0, start) + 1
        before = source[start:end].decode()
        return Mutant(path, thing.label, operator, start, end, line, line, before, after)

    if thing.table:  # a trigger
        yield made("guard", thing.tokens[0].start, thing.tokens[-1].end, "")
    for at in range(3, len(thing.tokens)):
        token = thing.tokens[at]
        for operator, after in _changes(thing.tokens, at):
            yield made(operator, token.start, token.end, after)
        for operator, end in _drops(thing.tokens, at):
            yield made(operator, token.start, end, "")


def _changes(words: tuple[Token, ...], at: int) -> Iterator[tuple[str, str]]:
    """What may stand in a token's place, each with the name of the slip."""
    token, before = words[at], words[at - 1].word
    following = words[at + 1].word if at + 1 < len(words) else ""
    if token.word == "AND" and _is_between(words, at):
        return
    if token.word in ("-", "+") and before in ("(", ",", "="):
        return  # a sign, not a sum
    if token.text == "*" and before in ("(", "SELECT", ","):
        return  # all columns
    if token.word in ("NEW", "OLD") and words[4].word != "UPDATE":
        return  # an insert has no old row, a delete no new one
    if token.text == "=" and _is_set(words, at):
        return
    if token.word in SWAPS:
        name = "boolean" if token.word in ("AND", "OR") else "swap"
        yield from ((name, after) for after in SWAPS[token.word])
    elif token.word == "EXISTS" and before != "NOT":
        yield "boolean", "NOT EXISTS"
    elif token.word == "NOT":
        yield "boolean", ""
    elif token.word == "IS" and following != "NOT":
        yield "boolean", "IS NOT"
    elif token.text in ("'block'", "'warn'"):
        yield "severity", "'warn'" if token.text == "'block'" else "'block'"
    elif re.fullmatch(r"'[a-z_]+'", token.text) and before in ("=", "<>", "IN", ",", "IS", "NOT"):
        yield "code", "'nothing'"
    elif token.text.isdigit() and (before, following) != ("SELECT", "FROM"):  # of EXISTS
        yield "constant", str(int(token.text) + 1)
        yield "constant", str(int(token.text) - 1) if token.text != "0" else "(-1)"
    elif token.word == "COALESCE":
        yield "swap", "nullif"
    elif token.word == "ALL" and before == "UNION":
        yield "swap", ""


def _is_between(words: tuple[Token, ...], at: int) -> bool:
    """Say whether the AND at ``at`` belongs to a BETWEEN."""
    back = takewhile(lambda token: token.word not in ("AND", "OR", "WHERE", "ON"), words[:at][::-1])
    return any(token.word == "BETWEEN" for token in back)


def _is_set(words: tuple[Token, ...], at: int) -> bool:
    """Say whether the = at ``at`` gives a column its value."""
    heads = ("SET", "WHERE", "WHEN", "ON", "AND", "OR", "BEGIN")
    return next((t.word for t in words[:at][::-1] if t.word in heads), "") == "SET"


def _drops(words: tuple[Token, ...], at: int) -> Iterator[tuple[str, int]]:
    """Terms that could be forgotten: one of a chain of AND or OR, with its joint; a whole WHERE."""
    word = words[at].word
    if word in ("AND", "OR") and not _is_between(words, at):
        yield "term", _end(words, at + 1, {"AND", "OR", *AFTER})
    elif word == "WHERE":
        yield "term", _end(words, at + 1, AFTER)


def _end(words: tuple[Token, ...], at: int, stops: set[str]) -> int:
    """The byte after the term that begins at ``at``: up to a stop or a bracket that it did not open."""
    depth = between = 0
    for place in range(at, len(words)):
        word = words[place].word
        between += word == "BETWEEN" and not depth
        if word in CLOSERS and not depth:
            return words[place - 1].end
        if not depth and word in stops:
            if word == "AND" and between:
                between -= 1
                continue
            return words[place - 1].end
        depth += (word in OPENERS) - (word in CLOSERS)
    return words[-1].end
