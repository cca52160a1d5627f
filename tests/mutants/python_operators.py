"""What can be done wrong in a line of Python: one change for every place and way, found in its tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.mutants.mutant import Mutant, numbered

# comparison -> what a slip of the hand makes of it
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {
    **{"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"},
    **{"startswith": "endswith", "endswith": "startswith", "lstrip": "rstrip", "rstrip": "lstrip"},
    **{"find": "rfind", "rfind": "find", "append": "remove", "update": "clear", "add": "discard"},
}
SILENT = ("strict", "slots", "frozen", "kw_only")  # keywords that only refuse other programs
LOGS = {"log", "logger", "logging"}  # what is written there is nobody's behaviour

Found = tuple[ast.AST, str]  # the node to replace, the new text


@dataclass(frozen=True)
class Operator:
    """A way to go wrong: the kinds of nodes it looks at, and what it makes of one."""

    name: str
    kinds: tuple[type[ast.AST], ...]
    make: Callable[[ast.AST], Iterator[Found]]


def mutants(path: str, source: bytes) -> Iterator[Mutant]:
    """Return every mutant of a Python file; the changes of one place stand together."""
    return numbered(_mutants(path, source))


def _mutants(path: str, source: bytes) -> Iterator[Mutant]:
    starts = [0]
    for line in source.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    whole = (1, len(starts))
    for node, place, statement in _walk(ast.parse(source), "", None):
        for operator in OPERATORS:
            if not isinstance(node, operator.kinds):
                continue
            for found, after in operator.make(node):
                start = starts[found.lineno - 1] + found.col_offset  # type: ignore[attr-defined]
                end = starts[found.end_lineno - 1] + found.end_col_offset  # type: ignore[attr-defined]
                before = source[start:end].decode()
                if before != after:
                    lines = _lines(found, statement) if statement else whole
                    yield Mutant(path, place, operator.name, start, end, *lines, before, after)


def _lines(node: ast.AST, statement: ast.stmt) -> tuple[int, int]:
    """The lines that run when the node does: its own, up from where its statement begins."""
    first, last = node.lineno, node.end_lineno  # type: ignore[attr-defined]
    if isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return):
        first = statement.lineno
    return first, last


def _walk(
    node: ast.AST, place: str, statement: ast.stmt | None
) -> Iterator[tuple[ast.AST, str, ast.stmt | None]]:
    """Every node worth changing, with the names it stands in and its statement in a function.

    What a module or a class does at its own level has no statement: whoever uses the file can notice.
    """
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        place = f"{place}.{node.name}" if place else node.name
    yield node, place, statement
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "pattern", "type_params"):
            continue
        in_function = statement or (isinstance(node, ast.FunctionDef) and name == "body")
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _dull(node, child):
                of = child if in_function and isinstance(child, ast.stmt) else statement
                yield from _walk(child, place, of)


def _dull(parent: ast.AST, child: ast.AST) -> bool:
    """Say whether a change there is no change, or one that Python 3.11 gives no place to."""
    if isinstance(child, ast.JoinedStr | ast.Import | ast.ImportFrom | ast.Assert | ast.Global):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring
    if isinstance(child, ast.Expr) and _is_log(child.value):
        return True
    if isinstance(child, ast.If) and all(_is_told(one) for one in child.body):
        return True
    if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
        return True
    if isinstance(parent, ast.Raise):
        return True  # a message
    return isinstance(child, ast.keyword) and child.arg in SILENT


def _is_log(node: ast.AST) -> bool:
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and node.id in LOGS


def _is_told(node: ast.AST) -> bool:
    """Say whether a statement only tells how far the work is: how often, nobody could say."""
    return isinstance(node, ast.Expr) and ast.unparse(node).split("(")[0].endswith("progress.step")


def _text(node: ast.AST) -> str:
    """The node as source that stands wherever an expression stands."""
    plain = isinstance(node, ast.Name | ast.Constant | ast.Call | ast.Attribute)
    return ast.unparse(node) if plain else f"({ast.unparse(node)})"


# ------------------------------------------------------------------------------- the operators


def _comparison(node: ast.AST) -> Iterator[Found]:
    assert isinstance(node, ast.Compare)
    for number, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            changed = copy.deepcopy(node)
            changed.ops[number] = other()
            yield node, _text(changed)


def _boolean(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            yield node, _text(node.operand)
        return
    assert isinstance(node, ast.BoolOp)
    changed = copy.deepcopy(node)
    changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield node, _text(changed)
    for number in range(len(node.values)):
        changed = copy.deepcopy(node)
        del changed.values[number]
        yield node, _text(changed if len(changed.values) > 1 else changed.values[0])


def _arithmetic(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.USub):
            yield node, _text(node.operand)
        return
    assert isinstance(node, ast.BinOp | ast.AugAssign)
    sides = [node.value] if isinstance(node, ast.AugAssign) else [node.left, node.right]
    if type(node.op) in SUMS and not any(_is_text(side) for side in sides):
        changed = copy.deepcopy(node)
        changed.op = SUMS[type(node.op)]()
        yield node, _text(changed) if isinstance(changed, ast.BinOp) else ast.unparse(changed)


def _is_text(node: ast.AST) -> bool:
    """Texts and lists are only ever added: anything else is noticed by the first run."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    return isinstance(node, ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp)


def _constant(node: ast.AST) -> Iterator[Found]:
    assert isinstance(node, ast.Constant)
    if isinstance(node.value, bool):
        yield node, str(not node.value)
    elif isinstance(node.value, int | float):
        yield node, repr(node.value + 1)
        yield node, repr(node.value - 1) if node.value >= 1 else f"({node.value - 1!r})"


def _condition(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield test, "True"
    elif isinstance(node, ast.IfExp):
        yield node, _text(node.body)
        yield node, _text(node.orelse)
    else:
        assert isinstance(node, ast.If | ast.While)
        yield node.test, "False"
        if isinstance(node, ast.If):
            yield node.test, "True"


def _return(node: ast.AST) -> Iterator[Found]:
    assert isinstance(node, ast.Return)
    if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
        return
    yield node, "return None"
    if isinstance(node.value, ast.Compare | ast.BoolOp):
        yield node, f"return not {_text(node.value)}"


def _statement(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, ast.Assign):
        kept = all(isinstance(t, ast.Attribute | ast.Subscript) for t in node.targets)
        if not kept:
            return  # a name that is never set is noticed by the first run
    if isinstance(node, ast.Break | ast.Continue):
        yield node, "continue" if isinstance(node, ast.Break) else "break"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        return  # without it the function would be none that yields
    yield node, "pass"


def _arguments(node: ast.AST) -> Iterator[Found]:
    assert isinstance(node, ast.Call)
    unordered = isinstance(node.func, ast.Name) and node.func.id in ("min", "max")
    for number in range(0 if unordered else len(node.args) - 1):
        one, two = node.args[number : number + 2]
        fixed = any(isinstance(side, ast.Starred | ast.GeneratorExp) for side in (one, two))
        if not fixed and ast.dump(one) != ast.dump(two):
            changed = copy.deepcopy(node)
            changed.args[number], changed.args[number + 1] = two, one
            yield node, ast.unparse(changed)
    for number, word in enumerate(node.keywords):
        if word.arg is not None and word.arg not in SILENT:
            changed = copy.deepcopy(node)
            del changed.keywords[number]
            yield node, ast.unparse(changed)


def _name(node: ast.AST) -> Iterator[Found]:
    assert isinstance(node, ast.Call)
    changed = copy.deepcopy(node)
    if isinstance(changed.func, ast.Name) and changed.func.id in ("min", "max", "any", "all"):
        changed.func.id = NAMES[changed.func.id]
        yield node, ast.unparse(changed)
    elif isinstance(changed.func, ast.Attribute) and changed.func.attr in NAMES:
        changed.func.attr = NAMES[changed.func.attr]
        yield node, ast.unparse(changed)


OPERATORS = (
    Operator("comparison", (ast.Compare,), _comparison),
    Operator("boolean", (ast.BoolOp, ast.UnaryOp), _boolean),
    Operator("arithmetic", (ast.BinOp, ast.AugAssign, ast.UnaryOp), _arithmetic),
    Operator("constant", (ast.Constant,), _constant),
    Operator("condition", (ast.If, ast.While, ast.IfExp, ast.comprehension), _condition),
    Operator("return", (ast.Return,), _return),
    Operator(
        "statement",
        (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Break, ast.Continue, ast.Delete),
        _statement,
    ),
    Operator("arguments", (ast.Call,), _arguments),
    Operator("name", (ast.Call,), _name),
)
