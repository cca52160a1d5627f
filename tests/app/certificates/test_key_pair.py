"""The school's key pair: made once, kept in the encrypted file and its backups, and nowhere else."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from app.certificates import key_pair, ledger, sealing
from app.file import backup, sql
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import open_school
from app.papers import certificates as papers
from app.school import school
from tests.data.make_school_file import FOLDER

PASSWORD = "secret-word"


def everything(session: Session, *, but: str = "") -> str:
    """Every value of every table, bytes in hex."""

    def read(db) -> str:  # type: ignore[no-untyped-def]
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [db.execute(f'SELECT * FROM "{t}"').fetchall() for (t,) in tables if t != but]
        return str([[v.hex() if isinstance(v, bytes) else v for v in r] for t in rows for r in t])

    return session.read(read)


def test_a_school_is_founded_with_a_pair_that_fits(school_session: Session) -> None:
    private = school_session.read(key_pair.private_key)
    public = school_session.read(key_pair.public_key)
    assert len(private) == sealing.KEY_BYTES
    assert sealing.public_key(private) == public
    assert school_session.read(key_pair.fingerprint) == sealing.fingerprint(public)


def test_the_private_key_stands_in_its_own_table_only(school_session: Session) -> None:
    private = school_session.read(key_pair.private_key).hex()
    assert private in everything(school_session)
    assert private not in everything(school_session, but="secret")


def test_the_public_key_goes_out_as_a_file(school_session: Session, tmp_path: Path) -> None:
    named = school_session.read(key_pair.write_public, tmp_path / "公钥.pem")
    source = (tmp_path / "公钥.pem").read_bytes()
    assert sealing.read_public_pem(source) == school_session.read(key_pair.public_key)
    assert named in source.decode()
    assert school_session.read(school.get).name in source.decode()
    assert b"\r" not in source


def test_a_backup_has_the_key(school_session: Session, tmp_path: Path) -> None:
    copy = backup.snapshot(school_session, tmp_path / "备份" / "备份.dxjw")
    with open_school(copy, PASSWORD, runner=jobs.Inline()) as restored:
        assert restored.read(key_pair.private_key) == school_session.read(key_pair.private_key)


def test_a_plain_copy_has_no_trace_of_it(school_session: Session, tmp_path: Path) -> None:
    private = school_session.read(key_pair.private_key)
    folder = tmp_path / "明文"
    folder.mkdir()
    target = backup.plain_copy(school_session, folder / "明文.db")
    assert private not in target.read_bytes()
    assert [path.name for path in folder.iterdir()] == ["明文.db"]
    conn = sqlite3.connect(target)
    try:
        named = (
            "SELECT count(*) FROM sqlite_master WHERE name LIKE 'secret%' OR tbl_name = 'secret'"
        )
        assert conn.execute(named).fetchone() == (0,)
        assert conn.execute("SELECT length(public_key) FROM school").fetchone() == (64,)
    finally:
        conn.close()
    assert school_session.read(key_pair.private_key) == private


READING = [
    "SELECT * FROM secret",
    "SELECT value FROM secret WHERE name = 'certificate_key'",
    "SELECT count(*) FROM secret",
    "SELECT EXISTS (SELECT 1 FROM secret)",
    "SELECT rowid FROM secret",
    'SELECT hex("value") FROM main."secret" AS x',
    "WITH x AS (SELECT value FROM SECRET) SELECT hex(value) FROM x",
    "SELECT s.name FROM school s LEFT JOIN secret k ON k.value > x'80'",
    "SELECT name FROM school ORDER BY (SELECT value FROM secret)",
    "SELECT 1 UNION ALL SELECT value FROM secret",
    "EXPLAIN SELECT * FROM secret",
    "VALUES ((SELECT value FROM secret))",
]
WRITING = [
    "INSERT INTO venue (name) SELECT hex(value) FROM secret",
    "UPDATE school SET contact = (SELECT hex(value) FROM secret)",
    "DELETE FROM venue WHERE EXISTS (SELECT 1 FROM secret WHERE value > x'80')",
    "INSERT INTO venue (name) VALUES ('甲') RETURNING (SELECT hex(value) FROM secret)",
    "DELETE FROM secret",
    "UPDATE secret SET name = 'x'",
    "INSERT INTO secret VALUES ('x', x'00')",
    "INSERT OR REPLACE INTO secret VALUES ('certificate_key', x'00')",
    "CREATE VIEW x AS SELECT * FROM secret",
    "CREATE TABLE x AS SELECT * FROM secret",
    "CREATE TRIGGER x AFTER INSERT ON venue BEGIN UPDATE school SET contact = (SELECT hex(value) FROM secret); END",
    "ATTACH DATABASE 'x.db' AS x",
    "VACUUM INTO 'x.db'",
]


@pytest.mark.parametrize("statement", [*READING, *WRITING])
def test_no_statement_of_the_technicians_reaches_the_key(
    school_session: Session, statement: str
) -> None:
    before = everything(school_session)
    with pytest.raises(UserError, match="没有写入任何数据"):
        school_session.read(sql.query, statement)
    with pytest.raises(UserError, match="没有写入任何数据"):
        school_session.run(sql.write(statement))
    assert everything(school_session) == before


def test_a_refusal_says_what_cannot_be_read(school_session: Session) -> None:
    with pytest.raises(UserError, match="密钥不能查询"):
        school_session.read(sql.query, "SELECT * FROM secret")
    # the same words as the program's own, which has them prepared already
    school_session.read(key_pair.private_key)
    with pytest.raises(UserError):
        school_session.read(sql.query, "SELECT value FROM secret WHERE name = ?")
    assert len(school_session.read(sql.query, "PRAGMA table_info(secret)")) == 2


def test_the_pair_never_changes(school_session: Session) -> None:
    def refused(statement: str) -> None:
        def work(db) -> None:  # type: ignore[no-untyped-def]
            db.execute(statement)

        with pytest.raises(Exception, match=r"密钥|公钥"):
            school_session.with_key(lambda store: work(store.writer))

    before = everything(school_session)
    refused("DELETE FROM secret")
    refused("UPDATE secret SET value = x'00'")
    refused("INSERT OR REPLACE INTO secret VALUES ('certificate_key', x'00')")
    refused(f"UPDATE school SET public_key = '{'0' * 64}'")
    assert everything(school_session) == before
    with pytest.raises(UserError, match="公钥不能更改"):
        school_session.run(sql.write(f"UPDATE school SET public_key = '{'0' * 64}'"))


def test_an_older_file_gets_a_pair_and_its_old_certificates_stay_as_they_were(
    tmp_path: Path,
) -> None:
    for suffix in (".dxjw", ".dxkey"):
        shutil.copyfile(FOLDER / f"v1{suffix}", tmp_path / f"v1{suffix}")
    with open_school(tmp_path / "v1.dxjw", PASSWORD, runner=jobs.Inline()) as opened:
        public = opened.read(key_pair.public_key)
        assert sealing.public_key(opened.read(key_pair.private_key)) == public
        ids = "SELECT id FROM certificate ORDER BY id"
        old = [
            opened.read(ledger.get, row[0])
            for row in opened.read(lambda db: db.execute(ids).fetchall())
        ]
        assert old
        for row in old:
            assert (row.signature, row.key_fingerprint) == (None, None)
            assert opened.read(ledger.verify, row.number, row.verification_code) == row
        lost = next(row for row in old if row.status == "issued")
        again = opened.run(ledger.reissue(lost.id, "遗失")).value
        assert lost.class_id is not None
        numbers = [lost.number, opened.read(ledger.get, again).number]
        [printed_old, printed_new] = opened.read(
            papers.gather, lost.class_id, numbers=numbers
        ).items
    told_old, told_new = (
        sealing.judge(papers.code_text(p), public) for p in (printed_old, printed_new)
    )
    assert (told_old.verdict, told_new.verdict) == ("unsigned", "genuine")
    assert printed_old.verification_code in papers.code_text(printed_old)
