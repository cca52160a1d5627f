"""What a child may use: that it is held is seen in test_apart.py."""

from __future__ import annotations

import subprocess
import sys

from app.ground.limits import Limits, confine


def test_a_job_is_let_go_of() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        confine(child.pid, Limits())()
        child.kill()
    assert child.returncode != 0
