"""export-sqlite, sql: what the school's technician asks of the file."""

from __future__ import annotations

import json
import sys
from typing import Any

from app.commands.command import Command, Parser, file_path, open_file
from app.file import backup, sql


def _export_arguments(one: Parser) -> None:
    one.add_argument(
        "--out", metavar="PLAIN", type=file_path, required=True, help="不加密的 .db 文件"
    )


def _export(options: Any) -> int:
    with open_file(options.file) as session:
        print(backup.plain_copy(session, options.out))
    print("注意：导出的文件不加密，任何人都能看到全部学员信息；用完请删除。", file=sys.stderr)
    return 0


def _sql_arguments(one: Parser) -> None:
    one.add_argument("--write", action="store_true", help="允许写入；写入记入操作记录，可撤销")
    one.add_argument("sql", metavar="SQL", help="一条语句")


def _sql(options: Any) -> int:
    with open_file(options.file, write=options.write) as session:
        if options.write:
            change = session.run(sql.write(options.sql))
            rows = change.value
            print(f"已执行，涉及：{'、'.join(sorted(change.kinds)) or '无'}", file=sys.stderr)
        else:
            rows = session.read(sql.query, options.sql)
    for row in rows:
        print(_json(row))
    return 0


def _json(row: dict[str, Any]) -> str:
    """One line of JSON; a sign that the reader's code page lacks is written as JSON writes it."""
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeError:
        return json.dumps(row)
    return text


COMMANDS = (
    Command(
        "export-sqlite",
        "导出不加密的 SQLite 副本，供其他工具查看",
        _export,
        _export_arguments,
    ),
    Command(
        "sql",
        "执行一条 SQL，每行结果输出一个 JSON 对象（供技术人员）",
        _sql,
        _sql_arguments,
    ),
)
