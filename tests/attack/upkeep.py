"""Deeds that an older program has not: another key, an archive of the journal, copies by themselves."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app import rekeying
from app.file import archiving, chain, vault
from app.file.connection import connect
from app.file.keeping import Keeper
from app.ground import settings
from tests.attack import program
from tests.attack.program import PASSWORD, Say, school

LONG_AGO = datetime.date.today() - datetime.timedelta(days=180)


def rekey(folder: Path, say: Say) -> None:
    """The file is given another key between two writes."""
    with program.opened(school(folder)) as session:
        session.run(program.pair("钥前"))
        say({"done": "钥前"})
        key, code = rekeying.propose()
        (folder / "code.txt").write_text(code, "ascii")
        rekeying.change(session, key, PASSWORD)
        say({"done": "rekeyed"})
        session.run(program.pair("钥后"))
        say({"done": "钥后"})


def age(folder: Path, say: Say) -> None:
    """Let half of the journal be of a year ago, with the chain that would then have been made."""
    path = school(folder)
    with program.opened(path, write=False) as session:
        key = session.with_key(lambda store: store.key)
    db = connect(path, key, write=True)
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'operation'"
    triggers = db.execute(listed).fetchall()
    with db.atomic():
        for name, _ in triggers:
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(
            "UPDATE operation SET at = datetime(at, '-1 year')"
            " WHERE id <= (SELECT max(id) / 2 FROM operation)"
        )
        db.execute("UPDATE operation SET hash = '', previous_hash = ''")
        chain.close_all(db)
        for _, sql in triggers:
            db.execute(sql)
    head = chain.head(db)
    db.close()
    vault.saw(path, key, vault.Mark(*head))


def archive_journal(folder: Path, say: Say) -> None:
    """Old operations go into a sealed file, and work goes on."""
    with program.opened(school(folder)) as session:
        session.run(archiving.archive(LONG_AGO, folder / "stick", session.path.stem))
        say({"done": "archived"})
        session.run(program.pair("档后"))
        say({"done": "档后"})


def keep(folder: Path, say: Say) -> None:
    """Copies are made by themselves, the second after more work."""
    with program.opened(school(folder)) as session:
        keeper = Keeper(session, settings.load(), plugged_in=lambda: [])
        for name in ("存前", "存后"):
            session.run(program.pair(name))
            say({"done": name})
            kept = keeper.keep()
            if kept.faults:
                raise _Told("；".join(kept.faults))
            say({"kept": len(kept.made)})


def restore(folder: Path, say: Say) -> None:
    """A backup is put back in the place of a school that lies there with its log."""
    copy = folder / "stick" / "备份.dxjw"
    status, _, err = program.command("restore", copy, "--to", school(folder))
    if status:
        raise _Told(err)
    say({"done": "restored"})


class _Told(program.UserError):
    """What a command or a keeper told in place of raising it."""


def deeds() -> Sequence[Any]:
    """Return those that the tree under attack has."""
    putting_back = [restore] if program.has("app.putting_back", "restore") else []
    return (rekey, age, archive_journal, keep, *putting_back)
