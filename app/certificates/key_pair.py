"""The key pair that a school signs its certificates with, made with the school.

The private key lies in a table of its own, in the encrypted file and so in its backups; no journal
entry, no SQL of the technician's and no plain copy has it.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from app.certificates import sealing
from app.ground import files
from app.ground.errors import StoreError
from app.ground.files import replacing

_NAME = "certificate_key"
_FILE_LIMIT = 100_000  # bytes of a PEM file


def make(db: Database) -> bytes:
    """Make the pair of a new school and keep the private key; return the public one."""
    private = sealing.new_private_key()
    db.execute("INSERT INTO secret (name, value) VALUES (?, ?)", [_NAME, private])
    return sealing.public_key(private)


def private_key(db: Database) -> bytes:
    """Return what signs; nobody but the ledger asks for it."""
    return db.execute("SELECT value FROM secret WHERE name = ?", [_NAME]).fetchone()[0]


def public_key(db: Database) -> bytes:
    """Return what everybody may have."""
    return bytes.fromhex(db.execute("SELECT public_key FROM school WHERE id = 1").fetchone()[0])


def fingerprint(db: Database) -> str:
    """Return the public key's name, as it stands on every certificate's code."""
    return sealing.fingerprint(public_key(db))


def write_public(db: Database, path: Path) -> str:
    """Write the public key as a PEM file and return its fingerprint. Raises StoreError, UserError."""
    name = db.execute("SELECT name FROM school WHERE id = 1").fetchone()[0]
    text = sealing.public_pem(public_key(db), name)
    with replacing(path) as part:
        part.write_text(text, "utf-8", newline="\n")
    return fingerprint(db)


def read_public(path: Path) -> bytes:
    """Return the public key in a PEM file. Raises StoreError, or UserError where there is none."""
    try:
        with path.open("rb") as file:
            return sealing.read_public_pem(file.read(_FILE_LIMIT))
    except FileNotFoundError as error:
        raise StoreError(f"找不到公钥文件「{path}」。如果它在U盘上，请插好后再试。") from error
    except OSError as error:
        raise StoreError(f"不能读取公钥文件「{path.name}」（{files.reason(error)}）。") from error
