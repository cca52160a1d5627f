"""The tool bounds and ends what it starts as POSIX does: it is not for Windows."""

import sys

collect_ignore_glob = ["*"] if sys.platform == "win32" else []
