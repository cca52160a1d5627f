"""The page for the secrecy office says what the program does: held to the code and to what it leaves on a disk."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatchcase
from logging.handlers import RotatingFileHandler
from pathlib import Path

from sqlite_utils import Database

from app.certificates import sealing
from app.file import archiving, backup, rekey, restoring, store, vault, wal, wrapping
from app.file.session import Session
from app.ground import log, settings, temporary
from app.ground.paths import RESOURCES, ROOT

PAGE = (RESOURCES / "manual" / "保密检查说明.md").read_text("utf-8")
NETWORK = {
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib"),
    *("socketserver", "xmlrpc", "asyncio", "requests", "httpx", "aiohttp", "websockets"),
}
# what stands in these modules of names that sound of it
LOCAL = {
    "app/file/connection.py": {"urllib.parse"},  # the name of a file, written as SQLite takes it
    "ui/single.py": {"QtNetwork"},  # a second start calls the first, on this computer
}


def told() -> list[str]:
    """The names of files in the page's table, as patterns."""
    rows = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
    return [row.replace("学校名", "*") for row in rows]


def test_no_module_can_reach_a_network() -> None:
    found: dict[str, set[str]] = {}
    for path in (*ROOT.glob("app/**/*.py"), *ROOT.glob("ui/**/*.py")):
        file = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                if name.split(".")[0] in NETWORK or "QtNetwork" in name or "WebEngine" in name:
                    found.setdefault(file, set()).add(name.removeprefix("PySide6."))
    assert found == LOCAL
    text = (ROOT / "ui/single.py").read_text("utf-8")
    assert "from PySide6.QtNetwork import QLocalServer, QLocalSocket\n" in text
    assert "UserAccessOption" in text


def test_the_algorithms_are_those_in_use(school_session: Session) -> None:
    def asked(db: Database, pragma: str) -> str:
        return str(db.execute(f"PRAGMA {pragma}").fetchone()[0])

    def of_file(pragma: str) -> str:
        return school_session.read(asked, pragma)

    assert of_file("cipher_version").split(".")[0] == "4"
    assert of_file("cipher_hmac_algorithm") == "HMAC_SHA512"
    assert of_file("cipher_use_hmac") == "1"
    page = of_file("cipher_page_size")
    assert f"SQLCipher 4：AES-256-CBC，每页 {page} 字节，每页用 HMAC-SHA512 校验" in PAGE
    cost = vault.Cost()
    assert f"{cost.memory // 1024} MiB 内存，{cost.passes} 遍，{cost.lanes} 路" in PAGE
    assert f"{wrapping.KEY_BYTES * 8} 位，随机生成" in PAGE
    assert len(sealing.new_private_key()) * 8 == 256
    for name, source in (
        ("argon2id（RFC 9106）", "Argon2id("),
        ("AES-256 密钥包裹（RFC 3394）", "keywrap.aes_key_wrap("),
        ("X25519（RFC 7748）加 HKDF-SHA256", "X25519PrivateKey.generate()"),
        ("HMAC-SHA256", 'text, "sha256")'),
    ):
        assert name in PAGE
        assert source in (ROOT / "app/file/wrapping.py").read_text("utf-8")
    salt = re.search(r"token_bytes\((\d+)\)", (ROOT / "app/file/vault.py").read_text("utf-8"))
    assert salt is not None
    assert f"每人 {int(salt[1]) * 8} 位随机盐" in PAGE


def test_the_names_of_files_are_those_of_the_code(tmp_path: Path) -> None:
    school = tmp_path / "示范党校.dxjw"
    named = [
        school,
        vault.ring_path(school),
        wal.path_of(school),
        store.lock_path(school),
        rekey.part_of(school),
        Path(f"示范党校 操作记录 2025-01-01 至 2025-12-31{archiving.SUFFIX}"),
        Path(f"示范党校 备份 20260101-0800{store.SUFFIX}"),
        Path(f"示范党校（升级前第1版）{store.SUFFIX}"),
        Path(f"示范党校（恢复前 2026-11-28 0900）{store.SUFFIX}"),
        Path(f"示范党校{store.SUFFIX}{restoring._PLAN}"),
        Path(f"示范党校{store.SUFFIX}{restoring._READY}"),
        Path(".dx01234567.tmp"),
        Path("settings.json"),
        Path("dangxiao.log.1"),
        Path(temporary.NAME),
    ]
    assert [p.name for p in named if not any(fnmatchcase(p.name, t) for t in told())] == []
    log.start()
    handler = log.log.handlers[-1]  # other tests may have started it before
    assert isinstance(handler, RotatingFileHandler)
    log.log.removeHandler(handler)
    handler.close()
    megabytes = handler.maxBytes // 1_000_000
    assert f"{handler.backupCount + 1} 个，每个不超过 {megabytes} MB" in PAGE


def test_what_work_leaves_on_a_disk_is_told(demo_session: Session, home: Path) -> None:
    """With the school open, a copy made and the settings kept, no file lies there that the page has not."""
    settings.Settings().save()
    backup.snapshot(demo_session, demo_session.path.parent / backup.proposed_name(demo_session))
    temporary.place()
    found = {p.name for folder in (demo_session.path.parent, home) for p in folder.iterdir()}
    assert {"示范学校.dxjw", "示范学校.dxjw-wal", "settings.json"} <= found
    assert {name for name in found if not any(fnmatchcase(name, t) for t in told())} == set()
    head = demo_session.path.read_bytes()[:16]
    assert head != b"SQLite format 3\0"
