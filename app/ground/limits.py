"""What a process of its own may use at most: memory, time, the disk.

The system holds them: on Linux the child binds itself before it reads anything, on Windows it is put
into a job, which also ends it with us.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a child may use. ``memory``: bytes of address space; on Windows of memory taken.

    ``computing``: seconds of the processor in all; ``lasting``: seconds by the clock; ``silence``:
    seconds between two answers. ``written``: bytes of a file that it writes, not held on Windows.
    """

    memory: int = 1 << 30
    computing: int = 60
    lasting: float = 180.0
    silence: float = 60.0
    written: int = 0


def bind(memory: int, computing: int, written: int) -> None:
    """Bind this process for good; nothing on Windows, where ``confine`` does it from outside."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, computing, computing + 1),  # the first says why it ends
        (resource.RLIMIT_FSIZE, written, written),
        (resource.RLIMIT_CORE, 0, 0),  # what was read would lie in it
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, hard))
    os.umask(0o077)
    if sys.platform == "linux":
        import ctypes

        end_with_parent = 1, 9  # PR_SET_PDEATHSIG, SIGKILL
        ctypes.CDLL(None).prctl(*end_with_parent)


def confine(pid: int, limits: Limits) -> Callable[[], object]:
    """Put a child into a job of Windows; return what lets go of the job, which ends the child.

    Where the job cannot be made (wine 8 takes it and does not heed it), silence is what ends a child.
    """
    if sys.platform == "win32":
        from ctypes import byref, sizeof, windll

        job = windll.kernel32.CreateJobObjectW(None, None)
        wanted = _extended(limits)
        process = windll.kernel32.OpenProcess(_SET_QUOTA | _TERMINATE, False, pid)
        if job and process:
            windll.kernel32.SetInformationJobObject(
                job, _EXTENDED_LIMITS, byref(wanted), sizeof(wanted)
            )
            windll.kernel32.AssignProcessToJobObject(job, process)
        windll.kernel32.CloseHandle(process)
        return lambda: windll.kernel32.CloseHandle(job)
    return lambda: None


if sys.platform == "win32":
    from ctypes import Structure, c_int64, c_size_t, c_uint32, c_uint64

    _EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
    _SET_QUOTA, _TERMINATE = 0x100, 0x1
    # process time, one process, its memory, no dialog when it fails, its end with the job's
    _HELD = 0x2 | 0x8 | 0x100 | 0x400 | 0x2000

    class _Basic(Structure):
        _fields_ = (
            ("process_time", c_int64),  # of 100 ns
            ("job_time", c_int64),
            ("flags", c_uint32),
            ("minimum_set", c_size_t),
            ("maximum_set", c_size_t),
            ("processes", c_uint32),
            ("affinity", c_size_t),
            ("priority", c_uint32),
            ("scheduling", c_uint32),
        )

    class _Extended(Structure):
        _fields_ = (
            ("basic", _Basic),
            ("counted", c_uint64 * 6),
            ("process_memory", c_size_t),
            ("job_memory", c_size_t),
            ("process_peak", c_size_t),
            ("job_peak", c_size_t),
        )

    def _extended(limits: Limits) -> _Extended:
        wanted = _Extended()
        wanted.basic.flags = _HELD
        wanted.basic.process_time = limits.computing * 10_000_000
        wanted.basic.processes = 1
        wanted.process_memory = limits.memory
        return wanted
