"""Every way to go wrong is found where it stands, and nowhere that nobody could notice."""

from __future__ import annotations

import ast

import pytest

from tests.mutants import python_operators


def changes(source: str) -> set[tuple[str, str]]:
    """(operator, the whole of the changed source) of every mutant."""
    found = list(python_operators.mutants("a.py", source.encode()))
    for mutant in found:
        ast.parse(mutant.apply(source.encode()))
    return {(m.operator, m.apply(source.encode()).decode()) for m in found}


@pytest.mark.parametrize(
    ("source", "operator", "after"),
    [
        ("a < b", "comparison", {"(a <= b)", "(a >= b)"}),
        ("a is not None", "comparison", {"(a is None)"}),
        ("a in b", "comparison", {"(a not in b)"}),
        ("a and b or c", "boolean", {"((a and b) and c)", "c", "(a and b)", "(a or b) or c", "b or c", "a or c"}),
        ("not a", "boolean", {"a"}),
        ("a + 党", "arithmetic", {"(a - 党)"}),
        ("a + '党'", "arithmetic", set()),
        ("-a", "arithmetic", {"a"}),
        ("3", "constant", {"4", "2"}),
        ("0", "constant", {"1", "(-1)"}),
        ("True", "constant", {"False"}),
        ("a if b else c", "condition", {"a", "c"}),
        ("[a for a in b if c]", "condition", {"[a for a in b if True]"}),
        ("f(a, b, key=c)", "arguments", {"f(b, a, key=c)", "f(a, b)"}),
        ("f(a, a)", "arguments", set()),
        ("max(a, b)", "arguments", set()),
        ("max(a, b)", "name", {"min(a, b)"}),
        ("a.find(b)", "name", {"a.rfind(b)"}),
        ("zip(a, strict=True)", "arguments", set()),
        ("f'{a + 1}'", "arithmetic", set()),
    ],
)  # fmt: skip
def test_an_expression(source: str, operator: str, after: set[str]) -> None:
    whole = changes(f"x = {source}")
    assert {text.removeprefix("x = ") for name, text in whole if name == operator} == after


def test_statements_are_forgotten_and_returns_empty() -> None:
    source = "def f(a):\n    a.x = g()\n    while a:\n        break\n    return a == b\n"
    whole = changes(source)
    told = {
        (name, line.strip())
        for name, text in whole
        for line in set(text.splitlines()) - set(source.splitlines())
    }
    assert told >= {
        ("statement", "pass"),
        ("statement", "continue"),
        ("condition", "while False:"),
        ("return", "return None"),
        ("return", "return not (a == b)"),
    }
    assert len([1 for name, _ in whole if name == "statement"]) == 3


def test_what_nobody_could_notice_is_left_alone() -> None:
    source = (
        '"""A 1 and b."""\n'
        "import a\n"
        "if TYPE_CHECKING:\n    import b\n"
        "@dataclass(frozen=True)\n"
        "class C:\n    x: Literal[1]\n"
        "def f(y: Literal[2]) -> Literal[3]:\n"
        '    """1 + 2."""\n'
        "    log.info('x', 1)\n"
        "    assert y == 4\n"
        "    if y % 5 == 0:\n        tx.progress.step(y, 6)\n"
        "    yield y\n"
    )
    assert changes(source) == set()
    assert changes("raise E(1 + 2)") == {("statement", "pass")}


def test_the_lines_that_notice_it_begin_with_the_statement() -> None:
    source = b"def f(a):\n    g(\n        a,\n        1,\n    )\n"
    (one, two) = (m for m in python_operators.mutants("a.py", source) if m.operator == "constant")
    assert (one.first, one.last, one.place) == (2, 4, "f")
    assert {one.after, two.after} == {"2", "0"}


def test_twins_have_keys_of_their_own_and_lines_above_change_none() -> None:
    source = b"def f(a):\n    g(1)\n    g(1)\n"
    keys = [m.key for m in python_operators.mutants("a.py", source)]
    assert len(set(keys)) == len(keys)
    moved = [m.key for m in python_operators.mutants("a.py", b"import x\n\n" + source)]
    assert moved == keys


def test_a_mutant_is_told_as_a_difference() -> None:
    source = "a = 1\nb = '党' if c < 2 else d\n".encode()
    (mutant,) = (m for m in python_operators.mutants("a.py", source) if m.after == "(c <= 2)")
    assert mutant.told(source) == "-b = '党' if c < 2 else d\n+b = '党' if (c <= 2) else d"
