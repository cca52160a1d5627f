"""The manual says of roles what the file says."""

from __future__ import annotations

from app.file.session import Session
from app.ground.paths import RESOURCES
from app.school import users


def test_the_manuals_table_of_rights_is_the_files(school_session: Session) -> None:
    text = (RESOURCES / "manual/用户与权限.md").read_text("utf-8")
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line] for line in lines]
    roles = school_session.read(users.roles)
    assert head == ["权限", *(name for _, name in roles)]
    told = {row[0]: [cell == "✓" for cell in row[1:]] for row in rows}
    table = school_session.read(users.table)
    assert told == {r.name: [role in r.roles for role, _ in roles] for r in table}
    assert {cell for row in rows for cell in row[1:]} == {"✓", "—"}
