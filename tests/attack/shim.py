"""The preloaded shim, compiled where the attack is run."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
# how the shim numbers what it does at a call
WAYS = {"count": 0, "kill": 1, "torn": 2, "full": 3, "broken": 4, "short": 5}


def compiled(folder: Path) -> Path:
    """Compile the shim into ``folder``. Raises SystemExit where there is no compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise SystemExit("The attack at system calls needs a C compiler on Linux (gcc).")
    made = folder / "shim.so"
    words = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(made)]
    subprocess.run([*words, str(SOURCE), "-ldl"], check=True)
    return made


def arm(folder: Path, way: str, at: int, stays: bool) -> None:
    """Let the ``at``-th call that changes a file of ``folder`` be the one; in this process only.

    ``stays``: whether those after it fail as well. Raises AttributeError where nothing is preloaded.
    """
    library = ctypes.CDLL(None)
    library.attack_arm.argtypes = (ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int)
    library.attack_arm(str(folder).encode(), at, WAYS[way], int(stays))


def calls() -> int:
    """Return how many such calls there were since it was armed."""
    library = ctypes.CDLL(None)
    library.attack_calls.restype = ctypes.c_long
    return library.attack_calls()
