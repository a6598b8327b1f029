"""The lines of a web process, where the web server's own options do not reach."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Iterator
from contextlib import suppress

FILES_OF_A_LINE = 2  # itself, and a large body or a file that is sent
FILES_BESIDES = 200


def most_files() -> int:
    """How many files a process may have open here, if it asks."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def files_for(lines: int) -> int:
    """How many files so many lines need."""
    return lines * FILES_OF_A_LINE + FILES_BESIDES


def allow(lines: int) -> None:
    """Ask for as many files as so many lines need: many systems give 1024 to whoever does not ask."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files_for(lines) if most == resource.RLIM_INFINITY else min(files_for(lines), most)
    if wanted > now:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def cut_when_nobody_takes(seconds: int) -> None:
    """Cut a line whose other end takes nothing of an answer for so long: the web server itself would wait for ever.

    Told to the sockets that listen; what they accept inherits it. Where the system knows no such limit, nothing is.
    """
    if option := getattr(socket, "TCP_USER_TIMEOUT", 0):
        for listening in _listening():
            listening.setsockopt(socket.IPPROTO_TCP, option, seconds * 1000)


def _listening() -> Iterator[socket.socket]:
    """The sockets on which this process accepts, each as a handle of its own."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError), _handle(int(name)) as found:  # the folder itself was open while it was read
            if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield found


def _handle(number: int) -> socket.socket:
    """Another handle of an open socket; OSError where it is something else."""
    copy = os.dup(number)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise
