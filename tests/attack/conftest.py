"""Tries are made in forks and bounded as POSIX does: they are not for Windows."""

import sys

collect_ignore_glob = ["*"] if sys.platform == "win32" else []
