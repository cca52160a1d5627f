"""What was copied without its log, is older than its ring, or lies beside another's log is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.file import backup, vault, wal, wholeness
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import StoreError
from app.opening import create, open_school
from app.teaching import venues

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "校" / "示范党校.dxjw"
    create(file, name="示范党校", password=PASSWORD, cost=CHEAP)
    return file


def rooms(session: Session) -> int:
    return len(session.read(venues.LISTING.ids))


def copied(path: Path, folder: Path, *, log: bool = False) -> Path:
    """The two files copied by hand as the window would have it, or all three."""
    folder.mkdir(exist_ok=True)
    files = [path, vault.ring_path(path), *([wal.path_of(path)] if log else [])]
    for file in files:
        shutil.copyfile(file, folder / file.name)
    return folder / path.name


def everything(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix != ".lock"}


WORK = """
import sys
from pathlib import Path
from app.ground import jobs
from app.opening import open_school
from app.teaching import venues
session = open_school(Path(sys.argv[1]), sys.argv[2], runner=jobs.Inline())
for number in range(int(sys.argv[3])):
    session.run(venues.create({"name": f"第{number}教室"}))
print("done", flush=True)
sys.stdin.readline()
"""


KILLED = """
import os, signal, sys
from pathlib import Path
from app.file.operation import Operation
from app.ground import jobs
from app.opening import open_school
path, password, rooms, *point = sys.argv[1:]
session = open_school(Path(path), password, runner=jobs.Inline())
def die(frame, event, _):
    called = frame.f_code
    if event == "call" and called.co_filename.endswith("folding.py") and called.co_name == point[0]:
        if set(point[1:]) <= set(map(str, frame.f_locals.values())):
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
def work(tx):
    for number in range(int(rooms)):
        tx.insert("venue", {"name": f"又第{number}教室"})
sys.setprofile(die)
session.run(Operation("添加教室", work, right="libraries"))
session.with_key(lambda held: held.fold())
"""


def killed_at(path: Path, rooms: int, *point: str) -> None:
    """A program that wrote so many rooms in one operation, and was killed where ``point`` is called.

    ``point`` is a function of app/file/folding.py and what it is called with.
    """
    given = [str(path), PASSWORD, str(rooms), *point]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *given],
        cwd=ROOT,
        check=False,
        env=environment,
        capture_output=True,
    )
    assert done.returncode != 0 and not done.stderr, done.stderr


@pytest.fixture(scope="module")
def untold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school of twenty rooms, killed before the ring was told of the log that holds the last seventeen."""
    file = tmp_path_factory.mktemp("untold") / "示范党校.dxjw"
    create(file, name="示范党校", password=PASSWORD, cost=CHEAP)
    cut_short(file, 3)
    open_school(file, PASSWORD, runner=jobs.Inline()).close()  # the ring has seen these
    killed_at(file, 17, "written")
    return file


def killed_after(path: Path, operations: int) -> None:
    """A program that did so much and was killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, str(path), PASSWORD, str(operations)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"
    process.kill()
    process.communicate()


def cut_short(path: Path, operations: int) -> None:
    """As after a kill, without another process: what lies on the disk while the school is open."""
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        for number in range(operations):
            session.run(venues.create({"name": f"第{number}教室"}))
        left = copied(path, path.parent / "left", log=True)
    for file in left.parent.iterdir():
        shutil.move(file, path.with_name(file.name))
    left.parent.rmdir()


def test_a_killed_school_has_everything_at_the_next_opening(path: Path) -> None:
    killed_after(path, 20)
    assert wal.size_of(path) > 0
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.told == []
        assert rooms(session) == 20
        assert wal.size_of(path) == 0
    assert sorted(everything(path.parent)) == ["示范党校.dxjw", "示范党校.dxkey"]


@pytest.mark.parametrize(("operations", "end"), [(1, cut_short), (20, killed_after)])
def test_the_two_files_of_a_killed_school_copied_are_told(
    path: Path, tmp_path: Path, operations: int, end: Callable[[Path, int], None]
) -> None:
    end(path, operations)
    copy = copied(path, tmp_path / "U盘")
    before = everything(copy.parent)
    for _ in range(2):
        with pytest.raises(
            wholeness.LacksWork, match=r"缺少最近的工作：少了旁边的日志文件「示范党校.dxjw-wal」"
        ):
            open_school(copy, PASSWORD, runner=jobs.Inline())
        assert everything(copy.parent) == before
    with open_school(copy, PASSWORD, write=False, runner=jobs.Inline()) as reading:
        assert "缺少最近的工作" in reading.told[0]
    with pytest.raises(wholeness.LacksWork):  # what a reader leaves beside it hides nothing
        open_school(copy, PASSWORD, runner=jobs.Inline())
    with open_school(copied(path, tmp_path / "全", log=True), PASSWORD) as whole:
        assert (whole.told, rooms(whole)) == ([], operations)


def test_the_two_files_copied_from_under_an_open_window_are_told_at_any_moment(
    path: Path, tmp_path: Path
) -> None:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        for number in range(6):
            session.run(venues.create({"name": str(number)}))
            copy = copied(path, tmp_path / f"U盘{number}")
            if number == 3:  # between two bursts the file has everything
                session.with_key(lambda held: held.fold())
                whole = copied(path, tmp_path / "两次之间")
                with open_school(whole, PASSWORD, runner=jobs.Inline()) as opened:
                    assert (opened.told, rooms(opened)) == ([], 4)
            with pytest.raises(wholeness.LacksWork):
                open_school(copy, PASSWORD, runner=jobs.Inline())


def test_whoever_goes_on_knowingly_is_named_in_the_journal(path: Path, tmp_path: Path) -> None:
    cut_short(path, 3)
    copy = copied(path, tmp_path / "U盘")
    with open_school(copy, PASSWORD, runner=jobs.Inline(), despite=True) as session:
        last = session.operations(1)[0]
        assert last.name.startswith("接着用缺少最近工作的学校文件：文件里到第 1 项操作为止")
        assert (last.user_name, last.undo) == ("教务", "apart")
        session.run(venues.create({"name": "重新录入"}))
    with open_school(copy, PASSWORD, runner=jobs.Inline()) as again:  # once is enough
        assert (again.told, rooms(again)) == ([], 1)


def test_an_older_file_beside_a_newer_ring_is_told(path: Path, tmp_path: Path) -> None:
    older = path.read_bytes()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.run(venues.create({"name": "一"}))
        session.run(venues.create({"name": "二"}))
    path.write_bytes(older)
    with pytest.raises(
        wholeness.LacksWork,
        match=r"它是较早的副本。文件里最后一项工作是 .*「建立学校」，密钥文件知道后面至少还有 2 项",
    ):
        open_school(path, PASSWORD)
    assert path.read_bytes() == older


def test_a_newer_file_beside_an_older_ring_is_as_good_as_any(path: Path) -> None:
    ring = vault.ring_path(path)
    older = ring.read_bytes()
    cut_short(path, 5)
    ring.write_bytes(older)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert (session.told, rooms(session)) == ([], 5)
    ring.write_bytes(older)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert (session.told, rooms(session)) == ([], 5)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_log_beside_a_file_put_back_is_not_used(
    path: Path, tmp_path: Path, by_hand: bool
) -> None:
    """The reproduced damage: an older copy under the old name, beside the log of a killed program."""
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.run(venues.create({"name": "早先"}))
        copy = backup.snapshot(session, tmp_path / "备份" / path.name)
    if by_hand:
        copy = copied(path, tmp_path / "手工")
    for burst in (3, 4):
        with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
            for number in range(burst):
                session.run(venues.create({"name": f"{burst}-{number}"}))
    cut_short(path, 5)
    foreign = wal.path_of(path).read_bytes()
    shutil.copyfile(copy, path)
    shutil.copyfile(vault.ring_path(copy), vault.ring_path(path))
    before = everything(path.parent)
    if by_hand:
        with pytest.raises(StoreError, match=r"日志文件.*不是它的.*没有使用"):
            open_school(path, PASSWORD, write=False)
        assert {k: v for k, v in everything(path.parent).items() if "-shm" not in k} == {
            k: v for k, v in before.items() if "-shm" not in k
        }
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert rooms(session) == 1
        assert session.is_backup is not by_hand
        if by_hand:
            aside = path.with_name("示范党校（不是这份文件的日志）.dxjw-wal")
            assert aside.read_bytes() == foreign
            assert session.told == [
                "学校文件旁边的日志文件不是它的（可能是从别处复制来的），没有使用，"
                f"已改名放在一边：「{aside}」。"
            ]
            assert session.with_key(lambda held: backup.verify(held.path, held.key)) == []
    if not by_hand:  # a backup under the school's name stays as it is, and so does the log
        assert everything(path.parent) == before


@pytest.mark.parametrize("more", [0, 2])
def test_a_file_that_went_another_way_than_its_ring_knows_is_told(
    path: Path, tmp_path: Path, more: int
) -> None:
    """Copied in the evening, worked on here and at home: as many operations, or more, and others."""
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.run(venues.create({"name": "早先"}))
    home = copied(path, tmp_path / "家里")
    for file, names in ((path, ["一"]), (home, ["甲", "乙", "丙"][: 1 + more])):
        with open_school(file, PASSWORD, runner=jobs.Inline()) as session:
            for name in names:
                session.run(venues.create({"name": name}))
    shutil.copyfile(home, path)
    before = everything(path.parent)
    with pytest.raises(wholeness.LacksWork, match=r"在两处各做过不同的工作.*没有改动") as told:
        open_school(path, PASSWORD, runner=jobs.Inline())
    standing = told.value.standing
    assert standing.forked and not (standing.missing or standing.foreign)
    assert standing.last.number >= standing.seen
    assert everything(path.parent) == before
    open_school(home, PASSWORD, runner=jobs.Inline()).close()  # beside its own ring it is whole
    with open_school(path, PASSWORD, runner=jobs.Inline(), despite=True) as session:
        assert rooms(session) == 2 + more
        assert session.operations(1)[0].name.startswith("接着用缺少最近工作的学校文件")
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.told == []


def test_killed_before_the_ring_was_told_nothing_is_missing(untold: Path, tmp_path: Path) -> None:
    cut = copied(untold, tmp_path / "杀", log=True)
    assert wal.transactions(cut) == 1
    with open_school(cut, PASSWORD, runner=jobs.Inline()) as opened:
        assert (opened.told, rooms(opened)) == ([], 20)


def test_killed_before_the_log_was_cut_nothing_is_missing(path: Path) -> None:
    killed_at(path, 5, "_checkpoint", "TRUNCATE")
    assert wal.size_of(path) > 0  # the file has all of it, and the ring says so
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert (opened.told, rooms(opened)) == ([], 5)


@pytest.mark.parametrize("folded", [1, 3])
def test_killed_while_the_log_was_folded_in_nothing_is_missing(
    untold: Path, tmp_path: Path, folded: int
) -> None:
    """A file that has some pages of its log already cannot be read by itself."""
    cut = copied(untold, tmp_path / "杀", log=True)
    pages = {number: page for number, page, _ in wal._frames(cut)}  # pyright: ignore
    with cut.open("r+b") as file:
        for number in sorted(pages)[:: folded + 1]:
            file.seek((number - 1) * len(pages[number]))
            file.write(pages[number])
    with open_school(cut, PASSWORD, runner=jobs.Inline()) as opened:
        assert (opened.told, rooms(opened)) == ([], 20)
        assert opened.with_key(lambda held: backup.verify(held.path, held.key)) == []


@pytest.mark.parametrize("harm", ["torn", "flipped"])
def test_what_the_power_tore_in_the_log_tears_nothing_in_the_file(path: Path, harm: str) -> None:
    """SQLite takes a log as far as its sums hold; a first page from behind that would be the end."""
    cut_short(path, 40)
    log = wal.path_of(path)
    content = bytearray(log.read_bytes())
    size = int.from_bytes(content[8:12], "big")
    first = [
        at
        for at in range(32, len(content) - size, 24 + size)
        if content[at : at + 4] == bytes([0, 0, 0, 1])
    ]
    if harm == "torn":
        content[first[-1] + 24 : first[-1] + 24 + size] = bytes(size)
    else:
        content[first[-1] + 27] ^= 1
    log.write_bytes(content)
    before = path.read_bytes()[:16]
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert 0 < rooms(session) < 40
        assert session.with_key(lambda held: backup.verify(held.path, held.key)) == []
    assert path.read_bytes()[:16] == before


def test_what_reads_beside_a_window_is_told_nothing(path: Path) -> None:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        for number in range(4):
            session.run(venues.create({"name": str(number)}))
            with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as reading:
                assert (reading.told, rooms(reading)) == ([], number + 1)
            if number % 2:
                session.with_key(lambda held: held.fold())


@pytest.mark.parametrize("torn", [(0, 512), (20, 512)])
def test_a_page_that_was_torn_is_there_again_where_the_log_has_it(
    path: Path, torn: tuple[int, int]
) -> None:
    cut_short(path, 40)  # so that the file grows, and its first page is in the log
    whole = path.read_bytes()
    path.write_bytes(whole[: torn[0]] + bytes(torn[1]) + whole[torn[0] + torn[1] :])
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert rooms(session) == 40
        assert ("第一页写坏了" in "".join(session.told)) is (torn[0] == 0)
        assert session.with_key(lambda held: backup.verify(held.path, held.key)) == []


def test_a_page_that_was_torn_and_is_in_no_log_is_told(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(bytes(512) + whole[512:])
    with pytest.raises(StoreError, match="已损坏"):
        open_school(path, PASSWORD)
