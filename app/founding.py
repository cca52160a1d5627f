"""A school is made: its file, its key ring, its first user; whole or not at all."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from filelock import FileLock

from app.certificates import key_pair
from app.file import (
    baseline,
    journal,
    passwords,
    recording,
    recovery,
    ring_format,
    steps,
    vault,
    wrapping,
)
from app.file.operation import Transaction
from app.file.store import SUFFIX, build, check_place, discard, explaining, hold, lock_path
from app.file.wrapping import KEY_BYTES, Cost
from app.ground import files
from app.ground.errors import StoreError, UserError
from app.rules import answering, shipped
from app.rules.shipped import Answers
from app.school import school, users

_MARK = 6  # letters of the key's name, by which a part and a ring are known as of one making


def create(
    path: Path,
    *,
    name: str,
    password: str,
    level: str = "county",
    user_name: str = "教务",
    cost: Cost | None = None,
    profile: str = shipped.DEFAULT,
    answers: Answers | None = None,
    leading_cadre: str = "",
) -> str:
    """Create a school's file and its key ring; return the recovery code.

    ``profile`` is what new classes are judged by, ``answers`` what the texts leave to the school,
    ``leading_cadre`` who counts as one; where it is empty, the wording that is proposed.

    What a making that was killed left behind goes. Raises UserError where the file is there already or
    the name or password will not do, StoreError where the folder cannot be written, is full, on the
    network or synchronised. Nothing is left behind then.
    """
    path = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
    if not name.strip():
        raise UserError("请填写学校名称。")
    passwords.check(password, (name, user_name))
    check_place(path, new=True)
    key, uid = secrets.token_bytes(KEY_BYTES), str(uuid.uuid4())
    ring = vault.KeyRing(vault.ring_path(path))
    part = path.with_name(f"{path.name}.{wrapping.name_of(key)[:_MARK]}.new")

    def found(tx: Transaction) -> None:
        school.found(tx, name.strip(), level, key_pair.make(tx.db))
        users.found(tx, user_name, ring.put(key, password, cost=cost, user=uid), uid)
        answering.found(tx, profile, answers or Answers(), leading_cadre)
        shipped.load(tx)

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.make_private(part)  # the database keeps to it, and so do its logs
        with ExitStack() as held:
            held.callback(_let_go, path, hold(path))
            _sweep(path, part)
            _refuse_taken(path)
            _fill(part, key, user_name, found)
            _give_names(path, part, ring, key)
    except OSError as error:
        raise StoreError(
            f"不能在「{path.parent}」建立学校文件（{files.reason(error)}）。"
            "请换一个文件夹。没有留下任何文件。"
        ) from error
    finally:
        discard(part)
    return recovery.code_of(key)


def _let_go(path: Path, lock: FileLock) -> None:
    lock.release()
    with suppress(OSError):
        lock_path(path).unlink(missing_ok=True)


def _refuse_taken(path: Path) -> None:
    for taken in (path, vault.ring_path(path)):  # the ring of a file that was moved opens that file
        if taken.exists():
            raise UserError(f"「{taken.name}」已经存在，请换一个名字或文件夹。原文件没有改动。")


def _sweep(path: Path, own: Path) -> None:
    """Take away what a making of this school that was killed left behind, and nothing else.

    Its part is there and the school is not. A ring without a school goes only where the part bears the
    name of the ring's key: it has never opened anything.
    """
    ring = vault.ring_path(path)
    for left in path.parent.glob(f"{path.name.replace('[', '[[]')}.*.new*"):
        if left.name.startswith(own.name):
            continue
        mark = left.name.removeprefix(f"{path.name}.").partition(".new")[0]
        if not path.exists():
            with suppress(StoreError):
                if any(name[:_MARK] == mark for name in vault.load(path).keys):
                    ring.unlink()
        left.unlink(missing_ok=True)


def _give_names(path: Path, part: Path, ring: vault.KeyRing, key: bytes) -> None:
    ring.save(key)
    try:
        files.put_in_place(part, path)
    except (OSError, StoreError):
        ring.path.unlink(missing_ok=True)
        raise


def _fill(part: Path, key: bytes, user_name: str, found: Callable[[Transaction], None]) -> None:
    with explaining(part):
        db = build(part, key)
        try:
            with db.atomic():
                recording.install(db)
                number = journal.begin(db, "建立学校", user_name, "apart")
                tx = Transaction(db, number)
                found(tx)
                ring_format.note(db)
                baseline.lay(db, number)
                journal.finish(db, number, "建立学校", "apart", tx.needed)
                db.execute(f"PRAGMA user_version = {steps.LATEST}")
            # back to one plain file, so that renaming it renames all of it
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("PRAGMA journal_mode = DELETE")
        finally:
            db.close()
    files.flush(part)
