"""What python311.dll runs in an installed program: the command line, and a word when it cannot start.

The window has no console, so what the command line would print there is shown in a box instead.
"""

from __future__ import annotations

import ctypes
import io
import os
import sys
import traceback

LIMIT = 3000  # characters a box shows; the last ones say what happened


def say(text: str) -> None:
    """Show ``text`` in a box of Windows, which needs nothing of ours to work."""
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, text[-LIMIT:], "党校教务", 0x40)


def main() -> int:
    """Run the program with this process's arguments; return its exit status."""
    silent = sys.stderr is None or sys.stdout is None
    said = io.StringIO()
    if silent:
        sys.stdout = sys.stdout or said
        sys.stderr = sys.stderr or said
    try:
        # Named here and not above: a part that is missing is to be told as well.
        from app.commands.main import main as run

        status = run()
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        said.write(
            "党校教务没有能够启动。学校文件没有受到影响。请重新安装，或把下面的文字发给技术人员：\n\n"
        )
        said.write(traceback.format_exc())
        if not silent:
            print(said.getvalue(), file=sys.stderr)
        status = 70
    if silent and said.getvalue().strip() and "--apart" not in sys.argv[1:2]:
        say(said.getvalue())
    return status


if __name__ == "__main__":
    os.environ.pop("QT_PLUGIN_PATH", None)  # another program's Qt
    sys.exit(main())
