"""One process has the program under attack loaded; every try runs in a fork of it.

The parent asks by a line of JSON and gets one back. A fork that dies, by a kill that was meant or by a
crash that was not, takes nothing with it but the try.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

OWN = Path(__file__).resolve().parents[2]
_CHILD = (
    "import sys, tests; tests.__path__ = [sys.argv[1]];"
    "from tests.attack import forks; forks.serve()"
)
LIMIT, CPU = 120.0, 60  # seconds until a try hangs: on the clock, of the processor
MEMORY = 6 << 30  # bytes of address space of a fork: the machine is not to be taken down


@dataclass(frozen=True)
class Strike:
    """What happens at which call: ``way`` of shim.WAYS, or without the shim 'statement' and 'size'.

    'statement' kills at the ``at``-th statement of SQL, 'size' lets no file grow over ``at`` bytes.
    ``stays``: whether the calls after it fail as well.
    """

    way: str
    at: int
    stays: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a deed.

    ``said`` is what it said on its way, line by line; ``value`` what it returned; ``told`` the Chinese
    text with which the program refused, of the class ``kind``; ``bug`` a traceback; ``signal`` what
    ended it, -1 where it hung. ``memory``: the most that it and what it started held, in bytes.
    """

    said: list[Any] = field(default_factory=list)
    value: Any = None
    told: str = ""
    kind: str = ""
    bug: str = ""
    signal: int = 0
    calls: int = 0
    seconds: float = 0.0
    memory: int = 0

    @property
    def ended(self) -> bool:
        """Whether it came to its own end, well or refused."""
        return not self.signal and not self.bug


class Forks:
    """The process that forks; ``tree`` is the program under attack. Close it when done."""

    def __init__(self, tree: Path, shim: Path | None = None) -> None:
        left_out = ("DANGXIAO", "COVERAGE_", "LD_PRELOAD")
        kept = {n: v for n, v in os.environ.items() if not n.startswith(left_out)}
        kept |= {"PYTHONPATH": f"{tree}{os.pathsep}{OWN}", "QT_QPA_PLATFORM": "offscreen"}
        kept |= {"PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
        kept["OPENPYXL_LXML"] = "False"  # which tests bring along, and no school has
        if shim is not None:
            kept["LD_PRELOAD"] = str(shim)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CHILD, str(OWN / "tests")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=kept,
            cwd="/",
        )

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def run(
        self,
        deed: str,
        folder: Path,
        strike: Strike | None = None,
        limit: float = LIMIT,
        cpu: int = CPU,
        **given: Any,
    ) -> Outcome:
        """Do a deed of deeds.py, by its name, to what lies in ``folder``; wait for its end.

        It hangs after ``limit`` seconds on the clock or ``cpu`` of the processor.
        """
        asked = {"deed": deed, "folder": str(folder), "limit": limit, "cpu": cpu, "given": given}
        asked["strike"] = asdict(strike) if strike else None
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that forks has died")
        return Outcome(**json.loads(line))


# --------------------------------------------------------------------- in the process that forks


def serve() -> None:
    """Fork for every line of standard input, and answer what became of it."""
    from tests.attack import deeds

    deeds.warm(papers="LD_PRELOAD" in os.environ)
    logging.getLogger("dangxiao").addHandler(
        logging.NullHandler()
    )  # what it logs, it does not show
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    for line in sys.stdin.buffer:
        answers.write(json.dumps(_tried(deeds.DEEDS, json.loads(line))).encode() + b"\n")
        answers.flush()


def _tried(deeds: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    out, into = os.pipe()
    started = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.close(out)
            os.dup2(errors.fileno(), 2)
            _Fork(deeds, asked, into).be()
        os.close(into)
        lines, hung = _heard(out, started + asked["limit"], child)
        with_all_it_started = _ended(child)
        status, usage = with_all_it_started
        errors.seek(0)
        printed = errors.read().decode("utf-8", "replace")
    found: dict[str, Any] = {"said": []}
    for one in lines:
        if "said" in one:
            found["said"].append(one["said"])
        else:
            found |= one
    if "Traceback" in printed:
        found["bug"] = (found.get("bug", "") + printed)[-4000:]
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    over = usage.ru_utime + usage.ru_stime >= asked["cpu"] - 1
    found["signal"] = -1 if hung or (over and ended) else ended
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        found["bug"] = found.get("bug") or f"left with status {os.WEXITSTATUS(status)}"
    found["seconds"] = time.monotonic() - started
    found["memory"] = max(found.get("memory", 0), usage.ru_maxrss * 1024)
    return found


def _heard(out: int, until: float, child: int) -> tuple[list[dict[str, Any]], bool]:
    """What the fork says until it closes its end; one that is not done in time is ended."""
    data, hung = b"", False
    while True:
        ready, _, _ = select.select([out], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            hung = True
            os.killpg(child, signal.SIGKILL)
            break
        piece = os.read(out, 1 << 16)
        if not piece:
            break
        data += piece
    os.close(out)
    return [json.loads(line) for line in data.split(b"\n")[:-1]], hung


def _ended(child: int) -> tuple[int, resource.struct_rusage]:
    """Wait for the fork, then end what it started and left behind."""
    _, status, usage = os.wait4(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return status, usage


class _Fork:
    """The fork itself: does one deed and leaves without a word to anything of its parent's."""

    def __init__(self, deeds: Mapping[str, Any], asked: Mapping[str, Any], into: int) -> None:
        self._deed = deeds[asked["deed"]]
        self._asked, self._into = asked, into

    def be(self) -> None:
        """Do the deed; never returns."""
        status = 1
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (self._asked["cpu"], self._asked["cpu"]))
            self._settle()
            self._tell(self._done())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    def _settle(self) -> None:
        """Have a home and a place for temporary files of one's own, inside the folder."""
        folder = Path(self._asked["folder"])
        for name, variable in (("home", "DANGXIAO_HOME"), ("tmp", "TMPDIR")):
            (folder / name).mkdir(parents=True, exist_ok=True)
            os.environ[variable] = str(folder / name)
        tempfile.tempdir = None
        tempfile.gettempdir()  # which tries it out by a file, before anything is struck
        os.chdir(folder)

    def _done(self) -> dict[str, Any]:
        from app.ground.errors import UserError
        from tests.attack import shim, striking

        folder, strike = Path(self._asked["folder"]), self._asked["strike"]
        found: dict[str, Any] = {}
        if strike:
            striking.arm(folder, Strike(**strike))
        try:
            found["value"] = self._deed(folder, self.say, **self._asked["given"])
        except UserError as error:
            found |= {"told": error.text, "kind": type(error).__name__}
        except Exception:
            found["bug"] = traceback.format_exc()[-4000:]
        if strike:
            found["calls"] = shim.calls() if strike["way"] in shim.WAYS else striking.statements()
        mine, others = (
            resource.getrusage(who).ru_maxrss * 1024
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        return found | {"memory": max(mine, others)}

    def say(self, what: Any) -> None:
        """Tell the parent something on the way; it is heard even of a fork that dies right after."""
        self._tell({"said": what})

    def _tell(self, what: Mapping[str, Any]) -> None:
        data = json.dumps(what).encode() + b"\n"
        while data:
            data = data[os.write(self._into, data) :]
