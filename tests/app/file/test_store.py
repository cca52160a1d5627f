"""The file and its surroundings: who holds it, what stands in its way, what an error means."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from app.file import backup, store, vault
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground import filenames, jobs
from app.ground.errors import StoreError, UserError
from app.opening import create, open_school
from app.people import students
from app.school import school
from app.teaching import teachers, venues

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "示范党校.dxjw"
    create(file, name="示范党校", password=PASSWORD, cost=CHEAP)
    return file


def child(script: str, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, args)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


OPEN = """
import sys
from pathlib import Path
from app.opening import open_school
from app.ground.errors import StoreError
try:
    session = open_school(Path(sys.argv[1]), sys.argv[2], write=sys.argv[3] == "write")
except StoreError as error:
    print("refused", error.text, flush=True)
    sys.exit()
print("open", flush=True)
sys.stdin.readline()
session.close()
"""


def test_what_one_thread_opened_another_closes(path: Path) -> None:
    with ThreadPoolExecutor(1) as worker:  # as the window opens a school
        left = worker.submit(open_school, path, PASSWORD).result()
    left.close()
    open_school(path, PASSWORD).close()
    left.close()  # still held, as a window may hold it for a while


def test_a_second_process_is_refused_while_a_first_one_writes(path: Path) -> None:
    first = child(OPEN, path, PASSWORD, "write")
    assert first.stdout is not None
    assert first.stdout.readline() == "open\n"
    with pytest.raises(StoreError, match=r"「示范党校\.dxjw」正在另一个窗口或程序中使用"):
        open_school(path, PASSWORD)
    with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as reading:
        assert reading.read(students.count) == 0
        with pytest.raises(StoreError, match="只读方式打开"):
            reading.run(students.create({"name": "张伟"}))
    first.communicate("\n")
    with open_school(path, PASSWORD, runner=jobs.Inline()) as free:
        free.run(students.create({"name": "张伟"}))


def test_who_reads_sees_what_another_process_has_written(path: Path) -> None:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as writing:
        writing.run(students.create({"name": "张伟"}))
        reading = child(OPEN, path, PASSWORD, "read")
        assert reading.communicate("\n")[0] == "open\n"
        refused = child(OPEN, path, PASSWORD, "write")
        assert refused.communicate("\n")[0].startswith("refused 「示范党校.dxjw」正在另一个")
        with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as other:
            assert other.read(students.count) == 1
            writing.run(students.create({"name": "李娜"}))
            assert other.read(students.count) == 2


def other_names(path: Path) -> list[Path]:
    """The same file by other names: those of them that this system follows."""
    (path.parent / "U").mkdir()
    link = path.with_name("链接.dxjw")
    with suppress(OSError):  # to Windows a right of its own
        link.symlink_to(path)
        vault.ring_path(link).symlink_to(vault.ring_path(path))
    spelt = path.with_name(path.name.swapcase())
    found = [path.parent / "U" / ".." / path.name, link, spelt]
    return [other for other in found if other.is_file()]


def test_the_same_file_by_another_name_is_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "Aa.dxjw"
    create(path, name="示范党校", password=PASSWORD, cost=CHEAP)
    names = other_names(path)
    assert len(names) >= 2
    with open_school(path, PASSWORD, runner=jobs.Inline()):
        for other in names:
            with pytest.raises(StoreError, match="正在另一个窗口"):
                open_school(other, PASSWORD)
    for other in names:  # and each opens it with its ring
        with open_school(other, PASSWORD, runner=jobs.Inline()) as session:
            session.run(students.create({"name": "张伟"}))
            assert session.read(students.count) == names.index(other) + 1


def test_names_that_differ_in_case_are_one_file_where_the_system_says_so(path: Path) -> None:
    lower, upper = path.with_name("a.dxjw"), path.with_name("A.DXJW")
    create(lower, name="示范党校", password=PASSWORD, cost=CHEAP)
    before = lower.read_bytes(), vault.ring_path(lower).read_bytes()
    if upper.exists():
        with pytest.raises(UserError, match=r"「A\.DXJW」已经存在.*没有改动"):
            create(upper, name="另一所", password=PASSWORD, cost=CHEAP)
    else:
        create(upper, name="另一所", password=PASSWORD, cost=CHEAP)
        with open_school(upper, PASSWORD, runner=jobs.Inline()) as session:
            assert session.read(school.get).name == "另一所"
    assert (lower.read_bytes(), vault.ring_path(lower).read_bytes()) == before


def test_a_name_with_signs_of_its_own_is_opened(tmp_path: Path) -> None:
    path = tmp_path / f"50% 的{'' if os.name == 'nt' else '?'}学校#1 &a=b.dxjw"
    create(path, name="党校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.read(students.count) == 0
    assert sorted(p.suffix for p in tmp_path.iterdir() if p.suffix != ".lock") == [
        ".dxjw",
        ".dxkey",
    ]


BIG_IMPORT = """
import sys
from pathlib import Path
from app.file.operation import Operation
from app.opening import open_school
from app.people import students
session = open_school(Path(sys.argv[1]), sys.argv[2])
def work(tx):
    tx.db.execute("PRAGMA cache_size = 10")  # so that pages reach the disk before the end
    for number in range(100_000):
        tx.insert("student", {"name": f"学员{number}", "remark": "x" * 500})
        if number == 2000:
            print("half", flush=True)
            sys.stdin.readline()
session.run(students.create({"name": "张伟"}))
session.run(Operation("导入名册", work, right="students"))
"""


def test_killed_in_the_middle_of_an_import_the_file_is_as_before(path: Path) -> None:
    process = child(BIG_IMPORT, path, PASSWORD)
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    assert path.with_name(path.name + "-wal").stat().st_size > 500_000
    process.kill()
    process.communicate()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.read(students.count) == 1
        assert [o.name for o in session.operations(1)] == ["添加学员 张伟"]
        check = "SELECT count(*) FROM change WHERE table_name = 'student'"
        assert session.read(lambda db: db.execute(check).fetchone()[0]) == 1
        assert session.read(lambda db: db.execute("PRAGMA integrity_check").fetchone()[0]) == "ok"
        session.undo()
        session.run(students.create({"name": "李娜"}))


# --------------------------------------------------------------------------- what is not a school


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"找不到学校文件.*U盘"):
        open_school(tmp_path / "没有.dxjw", PASSWORD)
    with pytest.raises(StoreError, match="找不到学校文件"):
        store.Store(tmp_path / "没有.dxjw", bytes(32))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: b"garbage" * 2000,
        lambda content: content[: len(content) // 2],
        lambda content: content[:1000],
        lambda content: bytes(4096) + content[4096:],
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    ],
    ids=["empty", "garbage", "half", "less than a page", "first page", "one bit"],
)
def test_a_file_that_is_no_school_or_damaged_is_told(
    path: Path, spoil: Callable[[bytes], bytes], write: bool
) -> None:
    spoiled = spoil(path.read_bytes())
    path.write_bytes(spoiled)
    with pytest.raises(UserError, match=r"学校文件|已损坏") as told:
        open_school(path, PASSWORD, write=write).read(students.LISTING.ids)
    assert "Traceback" not in told.value.text
    assert path.read_bytes()[:4096] == spoiled[:4096] or not spoiled  # left for the technician


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    place = tmp_path / "校.dxjw"
    place.mkdir()
    with pytest.raises(StoreError, match=r"打不开学校文件「校\.dxjw」"):
        store.connect(place, bytes(32), write=True)
    with pytest.raises(StoreError, match="找不到学校文件"):
        store.Store(place, bytes(32))
    with pytest.raises(StoreError, match="找不到学校文件"):
        open_school(place, PASSWORD)


def test_a_place_that_is_no_folder_is_told_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x")
    with pytest.raises(StoreError, match="请换一个文件夹"):
        create(tmp_path / "文件" / "校.dxjw", name="党校", password=PASSWORD, cost=CHEAP)
    assert [p.name for p in tmp_path.iterdir()] == ["文件"]


def test_a_folder_where_the_lock_cannot_be_made_is_told(path: Path) -> None:
    path.with_name(path.name + ".lock").mkdir()
    with pytest.raises(StoreError, match=r"不能写入.*数据没有改动"):
        open_school(path, PASSWORD)


# ------------------------------------------------------------------------------------- disk full


def fill(tx: Transaction) -> None:
    for number in range(5000):
        tx.insert("student", {"name": f"学员{number}", "remark": "备注" * 200})


def test_a_full_disk_writes_nothing_and_is_told(school_session: Session) -> None:
    school_session.run(students.create({"name": "张伟"}))
    pages = school_session.read(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    school_session.with_key(
        lambda held: held.writer.execute(f"PRAGMA max_page_count = {pages + 20}")
    )
    with pytest.raises(StoreError, match=r"磁盘已满.*没有写入任何数据"):
        school_session.run(Operation("导入名册", fill, right="students"))
    assert school_session.read(students.count) == 1
    assert len(school_session.operations()) == 2
    school_session.run(students.create({"name": "李娜"}))
    school_session.undo()
    assert school_session.read(students.count) == 1


LIMITED = """
import resource, signal, sys
from pathlib import Path
from app.file import backup
from app.people import students
from app.ground.errors import StoreError
from app.file.operation import Operation
from app.opening import open_school
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
session = open_school(path, sys.argv[2])
session.run(students.create({"name": "张伟"}))
size = path.stat().st_size + 300_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
def work(tx):
    for number in range(5000):
        tx.insert("student", {"name": f"学员{number}", "remark": "x" * 400})
try:
    session.run(Operation("导入名册", work, right="students"))
except StoreError as error:
    print(error.text)
print(session.read(students.count))
for size in (0, 300, 100_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        backup.snapshot(session, Path(sys.argv[3]))
    except StoreError as error:
        print(error.text)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))  # what measures writes now
"""


def test_a_file_that_may_not_grow_keeps_what_was_saved(path: Path, tmp_path: Path) -> None:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        copy = backup.snapshot(session, tmp_path / "U" / "备份.dxjw")
    before = {p.name: p.read_bytes() for p in copy.parent.iterdir()}
    out, trouble = child(LIMITED, path, PASSWORD, copy).communicate()
    assert "Traceback" not in trouble
    text, count, *backups = out.splitlines()
    assert text.startswith(("读写磁盘出错", "磁盘已满"))
    assert count == "1"
    assert len(backups) == 3  # and the older backup is whole, with its ring
    assert {p.name: p.read_bytes() for p in copy.parent.iterdir()} == before
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.read(students.count) == 1


def test_what_replace_takes_away_is_in_the_journal(school_session: Session) -> None:
    teacher = school_session.run(teachers.create({"name": "何军", "phone": "1"})).value
    again = f"INSERT OR REPLACE INTO teacher (id, name, kind) VALUES ({teacher}, '换', 'expert')"
    with pytest.raises(UserError, match="编号（id）已用过"):
        school_session.run(Operation("换", lambda tx: tx.db.execute(again), right="students"))
    assert school_session.read(teachers.get, teacher).phone == "1"
    room = school_session.run(venues.create({"name": "一号教室", "address": "东楼"})).value
    replace = "INSERT OR REPLACE INTO venue (name) VALUES ('一号教室')"
    school_session.run(Operation("换", lambda tx: tx.db.execute(replace), right="students"))
    school_session.undo()
    assert school_session.read(venues.get, room).address == "东楼"


def test_create_leaves_a_stranded_ring_alone(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="党校", password=PASSWORD, cost=CHEAP)
    path.rename(tmp_path / "搬走.dxjw")
    ring = vault.ring_path(path).read_bytes()
    with pytest.raises(UserError, match=r"「校\.dxkey」已经存在"):
        create(path, name="新校", password=PASSWORD, cost=CHEAP)
    assert vault.ring_path(path).read_bytes() == ring


def test_nothing_is_written_into_a_file_that_is_gone_or_another(path: Path) -> None:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        try:
            away = path.rename(path.with_name("移走.dxjw"))
        except PermissionError:  # Windows lets nobody take away what is open
            assert os.name == "nt"
            session.run(students.create({"name": "张伟"}))
            return
        with pytest.raises(StoreError, match="已被删除、移走或替换"):
            session.run(students.create({"name": "张伟"}))
        away.rename(path)
        session.run(students.create({"name": "张伟"}))
        path.write_bytes(b"")
        path.unlink()
        path.write_bytes(b"another")
        with pytest.raises(StoreError, match="已被删除、移走或替换"):
            session.run(students.create({"name": "李强"}))


def test_an_empty_file_stays_empty(path: Path) -> None:
    path.write_bytes(b"")
    with pytest.raises(StoreError, match="是空的"):
        open_school(path, PASSWORD)
    assert path.read_bytes() == b""


def test_a_folder_that_cannot_be_written_can_be_read(path: Path) -> None:
    path.parent.chmod(0o555)
    try:
        with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as session:
            assert session.read(students.count) == 0
    finally:
        path.parent.chmod(0o755)


# --------------------------------------------------------------------- where no school may be used


def test_a_school_in_a_synchronised_folder_is_read_and_not_written(
    path: Path, tmp_path: Path
) -> None:
    before = path.read_bytes()
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(StoreError, match=r"「Syncthing」的同步文件夹.*复制到本机硬盘"):
        open_school(path, PASSWORD)
    with pytest.raises(StoreError, match="Syncthing"):
        store.Store(path, bytes(32))
    assert sorted(p.name for p in tmp_path.iterdir()) == [".stfolder", path.name, "示范党校.dxkey"]
    with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as session:
        assert session.read(students.count) == 0
    assert path.read_bytes() == before


def test_the_place_is_judged_before_the_file_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(StoreError, match="Syncthing"):  # a dead drive is not waited for
        open_school(tmp_path / "没有.dxjw", PASSWORD)
    with pytest.raises(StoreError, match="找不到学校文件"):
        open_school(tmp_path / "没有.dxjw", PASSWORD, write=False)


def test_a_path_that_is_too_long_for_windows_is_refused_there(tmp_path: Path) -> None:
    folder = tmp_path / ("层" * 60) / ("层" * 60)
    name = "校"
    while not filenames.too_long(folder / f"{name}.dxjw", store.BESIDE):
        name += "n"
    if os.name == "nt":
        with pytest.raises(StoreError, match=r"合起来太长.*没有改动任何数据"):
            create(folder / f"{name}.dxjw", name="校", password=PASSWORD, cost=CHEAP)
        assert list(tmp_path.iterdir()) == []
    else:
        create(folder / f"{name}.dxjw", name="校", password=PASSWORD, cost=CHEAP)
        open_school(folder / f"{name}.dxjw", PASSWORD).close()


def test_a_file_that_is_read_only_is_told_where_it_is_one(path: Path) -> None:
    before = path.read_bytes()
    path.chmod(0o444)  # on Windows the attribute 只读
    try:
        try:
            path.open("r+b").close()
        except PermissionError:
            with pytest.raises(StoreError, match=r"是只读的.*「属性」.*没有改动"):
                open_school(path, PASSWORD)
            with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as session:
                assert session.read(students.count) == 0
            assert path.read_bytes() == before
        else:  # root is above such things
            open_school(path, PASSWORD, runner=jobs.Inline()).close()
    finally:
        path.chmod(0o644)
