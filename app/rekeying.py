"""更换密钥 of an open school: who may, what is noted of it, and which copies still have the old key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from app import opening
from app.file import recovery, rekey, vault
from app.file.keeping import Keeper
from app.file.rekey import Rekeyed
from app.file.session import Session
from app.file.wrapping import KEY_BYTES
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.ground.log import log
from app.school import school


def propose() -> tuple[bytes, str]:
    """Return a new key and its recovery code, which is to be on paper before the key is the file's."""
    key = secrets.token_bytes(KEY_BYTES)
    return key, recovery.code_of(key)


def change(
    session: Session, key: bytes, password: str, progress: Progress | None = None
) -> Rekeyed:
    """Give the school's file the key proposed; the password is that of the 管理员 at work.

    The school stays open. Every user's password stays, but for those told of; the recovery code of
    before and all earlier copies belong to the old key. Raises NotAllowed, WrongPassword, StoreError
    where the disk is full or somebody reads the file, Cancelled: then nothing is changed.
    """
    session.require("users")
    opening.confirm(session, password)
    progress = progress or Progress()
    done = session.with_key(lambda store: rekey.rekey(store, key, progress))
    try:
        session.run(school.key_changed(vault.now()))
    except UserError as error:  # the key is changed, and what is noted of it is less
        log.warning("rekey: %s", error.text)
    return done


@dataclass(frozen=True)
class Earlier:
    """Copies that have a key of before; ``unseen`` says in Chinese where none was looked for."""

    paths: list[Path]
    unseen: str


def earlier_copies(session: Session, keeper: Keeper) -> Earlier:
    """Return the copies beside the file and where copies are kept that have a key of before.

    Without the stick that copies go to, where it is not plugged in, and what lies anywhere else.
    """
    folders = {session.path.parent, *(place.folder for place in keeper.places())}
    stick = keeper.stick
    out = stick is not None and stick.found(keeper.plugged_in()) is None
    named = f"{stick.called()}（没有插上）和" if stick is not None and out else ""
    return Earlier(
        rekey.under_former_keys(session.path, folders),
        f"{named}别处的备份没有查看，更换以前的都用原来的密钥和恢复码。",
    )
