"""Whether a file has the schema that this program makes: every table, view, guard and index, word for word."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from app.file import recording
from app.file.finding import Finding, several
from app.file.misfits import TABLES

_WORDS = {"table": "表", "view": "视图", "trigger": "触发器", "index": "索引"}
# what is lost with it, and what may be in the file since
_MISSING = {
    "table": "里面的记录已经不在文件里",
    "view": "核对规定的部件不在了，此后的审定和统计都不可靠",
    "trigger": "守规定、记操作的部件不在了，此后的写入没有经过核对",
    "index": "查找会变慢，有的重复也不再被拒绝",
}
_OTHER = {
    "table": "表的结构被别的工具改过，里面可能有不合规定的记录",
    "view": "判定规定的部件被换过，此后的审定和统计都不可靠",
    "trigger": "守规定、记操作的部件被换过，此后的写入没有经过应有的核对",
    "index": "有的重复不再被拒绝",
}
_EXTRA = {
    "view": "有别的工具在文件里加过东西，本程序不用它",
    "trigger": "有别的工具让文件在写入时多做事情，写下的内容不都是用户所写",
    "index": "有别的工具在文件里加过东西，某些写入可能被它拒绝",
}
# rows that the program itself puts there, and nobody else takes away or changes
_RIGHTS = ("role", "user_right", "role_right")
FIXED = (
    *("course_category", "teaching_method", "lecturer_kind", "sex"),
    *("ethnic_group", "political_status", "post_level", *_RIGHTS),
)

Parts = dict[tuple[str, str], tuple[str, str]]


def parts(db: Database) -> Parts:
    """Return words and table of every part of a schema by its kind and name."""
    rows = db.execute(
        "SELECT type, name, coalesce(sql, ''), tbl_name FROM sqlite_master"
        " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    return {(kind, name): (sql, table) for kind, name, sql, table in rows}


def faults(db: Database, fresh: Database) -> list[Finding]:
    """Return in what the file's schema differs from a fresh one, and what it lacks of what never changes."""
    has, wanted = parts(db), parts(fresh)
    ours = {name for kind, name in wanted if kind == "table"}
    found = [
        *_told(_MISSING, "少了", (key for key in wanted if key not in has)),
        *_told(
            _OTHER,
            "与程序所建的不同：",
            (key for key in wanted if key in has and has[key][0] != wanted[key][0]),
        ),
        *_told(_EXTRA, "多了外来的", _foreign(has, wanted, ours)),
    ]
    for table in FIXED:
        if ("table", table) in has:
            found += _fixed(db, fresh, table)
    return found


def complete(db: Database, fresh: Database) -> list[str]:
    """Return the recorded tables that the file has as they should be."""
    has, wanted = parts(db), parts(fresh)
    return [
        table
        for table in recording.recorded_tables(fresh)
        if has.get(("table", table)) == wanted["table", table]
    ]


def foreign_tables(db: Database, fresh: Database) -> list[str]:
    """Return the tables that are not the program's: a tool has put them there, and they stay."""
    wanted = parts(fresh)
    return sorted(n for kind, n in parts(db) if kind == "table" and (kind, n) not in wanted)


def _foreign(has: Parts, wanted: Parts, ours: set[str]) -> list[tuple[str, str]]:
    """What has come to the program's own tables; on a foreign table anything may stand."""
    return [
        (kind, name)
        for (kind, name), (_, table) in has.items()
        if (kind, name) not in wanted and kind != "table" and (kind == "view" or table in ours)
    ]


def _told(means: dict[str, str], how: str, keys: Iterable[tuple[str, str]]) -> list[Finding]:
    found: dict[str, list[str]] = {}
    for kind, name in keys:
        found.setdefault(kind, []).append(_called(kind, name))
    return [
        Finding(f"文件{_how(how, _WORDS[kind])} {several(sorted(names), 5)}", means[kind])
        for kind, names in sorted(found.items(), key=lambda item: list(_WORDS).index(item[0]))
    ]


def _how(how: str, word: str) -> str:
    return f"里的{word}{how}" if how.endswith("：") else f"{how}{word}"


def _called(kind: str, name: str) -> str:
    return f"{TABLES[name]}（{name}）" if kind == "table" and name in TABLES else name


def _fixed(db: Database, fresh: Database, table: str) -> list[Finding]:
    """Rows of codes and rights that differ. Codes of an earlier version stay, so more is no fault there."""
    has, wanted = (set(held.execute(f'SELECT * FROM "{table}"').fetchall()) for held in (db, fresh))
    what = TABLES[table]
    found: list[Finding] = []
    if lost := wanted - has:
        names = several([" ".join(map(str, row)) for row in sorted(lost, key=str)])
        found.append(Finding(f"{what}里少了或改了 {names}", "固定的代码被别的工具动过"))
    if table == "role_right" and (more := has - wanted):
        names = several([" ".join(map(str, row)) for row in sorted(more, key=str)])
        found.append(Finding(f"{what}里多了 {names}", "有角色得到了不该有的权限"))
    return found
