"""Our own part of an installed program: packages, resources, bytecode and the launcher."""

from __future__ import annotations

import py_compile
import shutil
import subprocess
import sys
from pathlib import Path

from installer import parts
from installer.errors import AssemblyError

HERE = Path(__file__).resolve().parent
COMPILER = "x86_64-w64-mingw32-gcc"
# mingw-w64 for Windows has it without the prefix.
RESOURCES = "windres" if sys.platform == "win32" else "x86_64-w64-mingw32-windres"
# Window and console, from one source.
LAUNCHERS = {"党校教务.exe": ("-mwindows",), "dangxiao.exe": ("-mconsole", "-DCONSOLE")}


def copy_program(sources: Path, target: Path) -> None:
    """Copy what is shipped of the checkout into ``target``."""
    for top in parts.PROGRAM:
        for path in sorted((sources / top).rglob("*")):
            name = path.relative_to(sources).as_posix()
            if path.is_file() and not parts.left_out(name, parts.PROGRAM_LEFT_OUT):
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target / name)


def compile_all(tree: Path) -> bool:
    """Compile lib and program for CPython 3.11; return whether this Python can.

    Libraries keep the compiled modules alone. Ours keep their sources, for the lines in an error,
    and are checked against them by content, so that times of files mean nothing.
    """
    if sys.version_info[:2] != (3, 11) or sys.implementation.name != "cpython":
        return False
    modes = py_compile.PycInvalidationMode
    for path in sorted((tree / "lib").rglob("*.py")):
        _compile(path, path.with_suffix(".pyc"), tree, modes.UNCHECKED_HASH)
        path.unlink()
    for path in sorted((tree / "program").rglob("*.py")):
        compiled = path.parent / "__pycache__" / f"{path.stem}.cpython-311.pyc"
        _compile(path, compiled, tree, modes.CHECKED_HASH)
    return True


def _compile(path: Path, compiled: Path, tree: Path, mode: py_compile.PycInvalidationMode) -> None:
    py_compile.compile(
        str(path),
        cfile=str(compiled),
        dfile=path.relative_to(tree).as_posix(),
        doraise=True,
        invalidation_mode=mode,
    )


def build_launchers(tree: Path, work: Path, version: str) -> None:
    """Compile the two launchers into ``tree`` and put start.py where they look for it.

    Raises AssemblyError with the compiler's words.
    """
    work.mkdir(parents=True, exist_ok=True)
    four = [*version.split("."), "0", "0", "0", "0"][:4]
    for name in ("launcher.manifest", "launcher.rc"):
        text = (HERE / "launcher" / name).read_text("utf-8")
        text = text.replace("@FOUR@", ".".join(four)).replace("@COMMAS@", ",".join(four))
        (work / name).write_text(text.replace("@VERSION@", version), "utf-8")
    for name in ("launcher.c", "dangxiao.ico"):
        shutil.copyfile(HERE / "launcher" / name, work / name)
    _tool(work, RESOURCES, "launcher.rc", "launcher.res.o")
    for number, (name, flags) in enumerate(LAUNCHERS.items()):
        _tool(
            work,
            *(COMPILER, "-O2", "-s", "-municode", "-static", "-Wall", "-Wextra", "-Werror", *flags),
            "-Wl,--no-insert-timestamp,--dynamicbase,--nxcompat,--high-entropy-va",
            *("launcher.c", "launcher.res.o", "-o", f"{number}.exe"),
        )
        shutil.copyfile(work / f"{number}.exe", tree / name)
    shutil.copyfile(HERE / "launcher" / "start.py", tree / "runtime" / "start.py")


def _tool(work: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssemblyError(f"{command[0]}:\n{done.stderr.strip()}")
