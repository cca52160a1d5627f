"""The project's own tests under Windows Python: a step of ``make verify-windows``.

``python -m tests.installer.wine.suite [FILE …]`` runs it alone, or only these files of tests/. What is
tested is the checkout with Windows' libraries, untrimmed, on the real ``windows`` screen, in the language
and code page of a Chinese Windows.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from installer import fetch, parts, runtime
from tests.installer.wine.prefix import Prefix, screen

ROOT = Path(__file__).resolve().parents[3]
FOLDER = "dangxiao"  # C:\dangxiao holds python, lib and checkout
COPIED = ("app", "ui", "db", "resources", "tests", "installer", "typings", ".ci", ".github")
SEARCH = "python311.zip\n.\n..\\lib\n..\\checkout\n"
LIMIT = 400  # seconds for a batch, which takes about a hundred
MOST = 200  # lines of a batch's failures
# Tests of the window share one keyboard focus, so they run one after the other, beside the rest.
LANES = {"the window": 3, "the rest": 4}  # number of batches

# What the tests need besides the program's own libraries.
TOOLS = (
    *("colorama", "coverage", "fonttools", "hypothesis", "iniconfig", "lxml", "odfdo", "packaging"),
    *(
        "pygments",
        "pytest",
        "pytest-qt",
        "sortedcontainers",
        "sqlglot",
        "typing-extensions",
        "xlwt",
    ),
)

# Test -> why wine cannot run it. A test of this table that is not there any more fails the suite.
CANNOT = {
    "tests/app/ground/test_apart.py::test_a_child_has_no_more_memory_than_it_is_given": (
        "the limit on memory is set with setrlimit, which is POSIX"
    ),
    "tests/app/ground/test_apart.py::test_a_child_writes_no_more_than_it_may": (
        "the limit on a file's size is set with setrlimit, which is POSIX"
    ),
    "tests/app/exchange/test_bombs.py::test_each_is_read_or_refused_and_takes_no_memory_here": (
        "wine 8 does not heed what a job limits; what a process has used is asked with getrusage"
    ),
    "tests/app/commands/test_main.py::test_a_folder_that_is_gone_is_told_before_anything_is_done": (
        "Windows removes no folder that a process stands in"
    ),
    "tests/app/file/test_connection.py::test_a_folder_whose_name_is_no_text_is_opened_all_the_same": (
        "names are text to Windows"
    ),
    "tests/app/ground/test_places.py::test_a_link_leads_to_the_same_judgment": (
        "wine 8 makes no junctions (CreateJunction: error 50); Windows does"
    ),
    "tests/ui/kit/test_pdf.py::test_a_full_disk_keeps_what_was_there_and_is_told": (
        "the limit on a file's size is set with setrlimit, which is POSIX"
    ),
    "tests/app/file/test_store.py::test_a_file_that_may_not_grow_keeps_what_was_saved": (
        "the limit on a file's size is set with setrlimit, which is POSIX"
    ),
}

# Words of Qt about what wine lacks; any other word of Qt fails the test in which it is said.
NOISE = (
    r"EnableNonClientDpiScaling\(\) failed for HWND \S+ \(120\)",  # not implemented
    r"QtWindows::DpiAwareness::PerMonitorVersion2 is not supported by current system",
    r"Unable to open monitor interface to .*DISPLAY1",
)

_SUMMARY = re.compile(r"^=+ (.*) in [0-9.]+s.*=+\s*$", re.MULTILINE)
_COUNT = re.compile(r"(\d+) (\w+)")


def run(windows: Prefix, only: Sequence[str] = ()) -> str:
    """Run every test of the project in ``windows``; return how many passed and how many cannot run.

    Raises AssertionError with pytest's words if one fails, is skipped, or wine hangs twice.
    """
    lanes = {name: [b for b in lane if b] for name, lane in plan(_files(only)).items()}
    assemble(windows)
    with ThreadPoolExecutor(len(lanes)) as pool:
        done = [pool.submit(_lane, windows, lane) for lane in lanes.values()]
        counts = [count for each in done for count in each.result()]
    failures = [count for count in counts if isinstance(count, AssertionError)]
    assert not failures, "\n\n".join(str(failure) for failure in failures)
    for test, reason in CANNOT.items():
        print(f"  cannot run: {test}: {reason}")
    return f"{sum(c for c in counts if isinstance(c, int))} passed, {len(CANNOT)} cannot run"


def _files(only: Sequence[str]) -> list[str]:
    found = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/**/test_*.py"))
    left_out = ("tests/bench/", "tests/mutants/", "tests/attack/")  # the tools of Linux
    return list(only) or [name for name in found if not name.startswith(left_out)]


def plan(files: Iterable[str]) -> dict[str, list[list[str]]]:
    """Return lane -> its batches of files, in order, each about as large as the next."""
    lanes: dict[str, list[str]] = {name: [] for name in LANES}
    for name in files:
        lanes["the window" if name.startswith("tests/ui/") else "the rest"].append(name)
    return {name: split(lanes[name], count) for name, count in LANES.items()}


def split(files: Sequence[str], count: int) -> list[list[str]]:
    """Cut the files into ``count`` runs of about the same size in bytes."""
    sizes = [(ROOT / name).stat().st_size for name in files]
    total, before = sum(sizes), 0
    runs: list[list[str]] = [[] for _ in range(count)]
    for name, size in zip(files, sizes, strict=True):
        runs[(before + size // 2) * count // max(total, 1)].append(name)
        before += size
    return runs


def assemble(windows: Prefix) -> None:
    """Put Python, the libraries and the checkout on the disk of this Windows."""
    target, downloads = windows.drive / FOLDER, ROOT / "build/windows/downloads"
    shutil.rmtree(target, ignore_errors=True)
    runtime.unpack_python(fetch.python(downloads), target / "python", whole=True)
    (target / "python/python311._pth").write_text(SEARCH, "ascii")
    names = (*parts.PACKAGES, *TOOLS)
    wheels = fetch.wheels(ROOT / "requirements.lock", downloads, names)
    runtime.unpack_wheels(wheels, target / "lib", whole=True)
    checkout = target / "checkout"
    for name in COPIED:
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copyfile(path, checkout / path.name)
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    before, mark, after = settings.partition("qt_log_ignore = [")
    assert mark, "pyproject.toml has no qt_log_ignore any more"
    noise = "".join(f"'{words}', " for words in NOISE)
    (checkout / "pyproject.toml").write_text(f"{before}{mark}{noise}{after}", "utf-8")


def _lane(windows: Prefix, batches: list[list[str]]) -> list[int | AssertionError]:
    """Run one batch after the other, whatever became of the ones before."""
    counts: list[int | AssertionError] = []
    for batch in batches:
        try:
            counts.append(_batch(windows, batch))
        except AssertionError as failure:
            print(f"  {batch[0]} … {batch[-1]}: failed", flush=True)
            counts.append(failure)
    return counts


def _batch(windows: Prefix, files: list[str]) -> int:
    """Run these files; return how many tests passed. One retry if wine hangs or falls."""
    left_out = [test for test in CANNOT if test.partition("::")[0] in files]
    command = [
        *(f"C:\\{FOLDER}\\python\\python.exe", "-X", "faulthandler", "-m", "pytest"),
        *("-p", "no:cacheprovider", "--tb=short", "--color=no"),
        *(f"--deselect={test}" for test in left_out),
        *files,
    ]
    for attempt in ("first", "second"):
        started = time.monotonic()
        status, said = _once(windows, command, windows.drive / FOLDER / "checkout")
        counts = counted(said)
        if counts:
            break
        print(f"  {files[0]} …: wine ended without a verdict, {attempt} try", flush=True)
    assert counts, f"wine hangs or falls twice at {files[0]} …:\n{said[-3000:]}"
    passed, without = counts.pop("passed", 0), counts.pop("deselected", 0)
    assert not status and not counts, f"{files[0]} …: status {status}\n{_failures(said)}"
    assert without == len(left_out), f"of {left_out} only {without} are there"
    seconds = time.monotonic() - started
    print(f"  {files[0]} … {files[-1]}: {passed} passed [{seconds:.0f} s]", flush=True)
    return passed


def _once(windows: Prefix, command: list[str], folder: Path) -> tuple[int, str]:
    """Run a Windows program in a folder; return its status and its words, as far as they came."""
    process = subprocess.Popen(
        ["wine", *command],
        cwd=folder,
        env=windows.environment | {"PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,  # never a file: wine's programs cannot write into one
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    # Services that wine starts on the way hold the pipe, so its end would come with the other lane's.
    said: list[bytes] = []
    reader = threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()  # this program alone, not the other lane's
        process.wait()
    reader.join(5)
    return process.returncode, b"".join(said).decode("utf-8", "replace")


def counted(said: str) -> dict[str, int]:
    """Return what pytest's last line counts, {"passed": 17, "deselected": 1}; {} if it never came."""
    found = _SUMMARY.findall(said)
    return {word: int(number) for number, word in _COUNT.findall(found[-1])} if found else {}


def _failures(said: str) -> str:
    """Return what pytest says of failures, without the messages of Qt that count for nothing."""
    lines = [line for line in said.splitlines() if not line.endswith("(IGNORED)")]
    starts = [n for n, line in enumerate(lines) if re.match(r"=+ (FAILURES|ERRORS) =+", line)]
    return "\n".join(lines[starts[0] if starts else -60 :][:MOST])


def main() -> int:
    """Make a Windows of its own and run the suite in it; 1 if something fails."""
    work = ROOT / "build/windows/suite"
    with screen() as display:
        windows = Prefix(work, display)
        windows.make()
        try:
            print(run(windows, sys.argv[1:]))
        except AssertionError as failure:
            print(failure, file=sys.stderr)
            return 1
        finally:
            windows.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
