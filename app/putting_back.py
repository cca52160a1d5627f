"""A backup takes the place of a school's file and is opened there, with a password or the recovery code."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app import opening
from app.file import passwords, recovery, restoring, vault
from app.file.restoring import Holding
from app.file.session import Session
from app.file.store import Store, check_there
from app.ground.errors import StoreError
from app.ground.jobs import Progress, Runner


def look(
    copy: Path, password: str, target: Path, *, name: str | None = None, progress: Progress
) -> Holding:
    """Check a backup whole and return what it holds, for a user's password; it is only read.

    Raises WrongPassword, NotAllowed, UserError where it is damaged, StoreError, Cancelled.
    """
    key, _ = opening.unlock(copy, password, name, progress)
    return restoring.look(copy, key, target, progress)


def look_with_recovery(copy: Path, code: str, target: Path, *, progress: Progress) -> Holding:
    """As ``look``, for the recovery code. Raises UserError where it is mistyped, StoreError."""
    check_there(copy)
    return restoring.look(copy, recovery.key_of(code), target, progress)


def restore(
    copy: Path,
    password: str,
    target: Path,
    *,
    name: str | None = None,
    runner: Runner | None = None,
    progress: Progress | None = None,
) -> Session:
    """Let a backup take the place of a school's file, and open that; what was there is put aside whole.

    ``Session.told`` says where. Raises WrongPassword, NotAllowed, UserError where the backup is damaged,
    StoreError where the file is in use or cannot be written, Cancelled; then all is as it was.
    """
    key, ring = opening.unlock(copy, password, name, progress)
    former = _former_until(target, key)
    aside = restoring.put_back(copy, key, ring, target, progress)
    return _told(
        opening.open_school(target, password, name=name, runner=runner, progress=progress),
        aside,
        former,
    )


def restore_with_recovery(
    copy: Path,
    code: str,
    new_password: str,
    target: Path,
    *,
    runner: Runner | None = None,
    cost: vault.Cost | None = None,
    progress: Progress | None = None,
) -> Session:
    """As ``restore``, for the recovery code: the first 管理员 gets a new password."""
    check_there(copy)
    key = recovery.key_of(code)
    passwords.check(new_password)
    ring = None
    try:
        ring = vault.load(copy)
        ring.verify(key, copy)
    except vault.LostRing:
        ring = None
    former = _former_until(target, key)
    aside = restoring.put_back(copy, key, ring, target, progress)
    return _told(
        opening.open_with_recovery(
            target, code, new_password, runner=runner, cost=cost, progress=progress
        ),
        aside,
        former,
    )


def _former_until(target: Path, key: bytes) -> str:
    """Return until when the school that is there had the backup's key, "" where it has it still."""
    try:
        return vault.load(target).former_until(key)
    except StoreError:
        return ""


def _told(session: Session, aside: list[Path], former: str) -> Session:
    if former:  # who was removed since, and every ring of then, opens the school again

        def due(opened: Store) -> None:
            with vault.changing(opened.path, opened.key) as ring:
                ring.due = ring.due or vault.now()
                ring.save(opened.key)

        with suppress(StoreError):  # then it is only told
            session.with_key(due)
        session.told.append(
            f"这份备份是 {former} 更换密钥以前的：那时的用户、密码和恢复码又能打开学校文件。"
            "请核对用户名单，再更换一次密钥。"
        )
    if aside:
        names = "、".join(f"「{path.name}」" for path in aside)
        session.told.insert(0, f"已从备份恢复。原来的文件都留着：{names}，在同一个文件夹里。")
    return session
