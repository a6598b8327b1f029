#!/usr/bin/env python3
"""Sets up what is missing (a virtual environment, the locked libraries), then runs `youzhang …` in it.

    python3 run.py demo     a demo centre with half a year of life, served on http://localhost:8000/
    python3 run.py test     the whole test suite, as CI runs it

Standard library only: this file must start on a bare Python 3.11.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    sys.exit("Youzhang needs Python 3.11 or later; this is {}.{}.".format(*sys.version_info))

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
PYTHON = VENV / "bin" / "python"
SITE = VENV / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages"
LOCK = HOME / "requirements.lock"
STAMP = VENV / "installed"
USAGE = """Youzhang. The first call sets everything up; later calls take a second.

  python3 run.py demo       try it: a demo centre with half a year of life, then http://localhost:8000/
  python3 run.py test       the whole test suite, as CI runs it

  python3 run.py init       a real installation: folder, keys, database, first administrator
  python3 run.py serve      the web server and its worker
  python3 run.py check      is this installation sound?
  python3 run.py help       every command (docs/commands.md)
"""

# What the tests want from the system: a name, how to see that it is there, Debian's package.
SYSTEM = (
    ("chromium (browser tests)", lambda: shutil.which("chromium"), "chromium"),
    ("PostgreSQL (second run)", lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")), "postgresql"),
    ("Chinese fonts (browser tests)", lambda: any(Path("/usr/share/fonts").rglob("*CJK*")), "fonts-noto-cjk"),
)


def main() -> None:
    """Set up, then become `youzhang …`."""
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(USAGE, end="")
        return
    with open(__file__, "rb") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # two first calls at once take turns
        prepare()
        if sys.argv[1] == "test":
            complete_system()
    os.execv(PYTHON, [str(PYTHON), "-m", "youzhang", *sys.argv[1:]])


def prepare() -> None:
    """The virtual environment with what the lock names; nothing to do when the stamp fits."""
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode() + str(HOME).encode()).hexdigest()
    if PYTHON.exists() and STAMP.is_file() and STAMP.read_text() == wanted:
        return
    say("Setting up: about a minute, once.")
    if VENV.exists() and not SITE.is_dir():
        shutil.rmtree(VENV)  # made by another Python
    if not (shutil.which("uv") and install_with_uv()):
        install_with_pip()
    # `import youzhang` finds the source tree, pytest its first plugin; no build step.
    (SITE / "youzhang.pth").write_text(f"{HOME / 'src'}\n{HOME}\n")
    STAMP.write_text(wanted)


def install_with_uv() -> bool:
    """The quick way, where uv is there; False when it fails (it reads no pip.conf)."""
    venv = ["uv", "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)]
    strict = ["--quiet", "--require-hashes", "--only-binary", ":all:"]
    sync = ["uv", "pip", "sync", *strict, "--python", str(PYTHON), str(LOCK)]
    return all(subprocess.run(step, check=False).returncode == 0 for step in (venv, sync))


def install_with_pip() -> None:
    """The way of a bare Debian: no ensurepip there, so the system's pip installs into the environment."""
    own_pip = importlib.util.find_spec("ensurepip") is not None
    if not own_pip and importlib.util.find_spec("pip") is None:
        sys.exit("Neither ensurepip nor pip is here. On Debian: apt install python3-pip, then again.")
    call(sys.executable, "-m", "venv", *([] if own_pip else ["--without-pip"]), str(VENV))
    pip = [str(PYTHON), "-m", "pip"] if own_pip else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    # Python compiles what is used when it is first used: a fifth of what is installed.
    quick = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    call(*pip, "install", *quick, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK))


def complete_system() -> None:
    """Install what the tests want from Debian where that may be done; else say loudly what is skipped."""
    missing = [(name, package) for name, there, package in SYSTEM if not there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for _, package in missing]
        say(f"Installing from Debian: {', '.join(packages)}.")
        install_from_debian(packages)
        missing = [(name, package) for name, there, package in SYSTEM if not there()]
    for name, package in missing:
        say(f"NOT HERE, ITS TESTS ARE SKIPPED: {name}. On Debian: apt install {package}")


def install_from_debian(packages: list[str]) -> None:
    """apt-get, quietly, tried twice; a failure is no reason to stop, the tests that need it are skipped."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages]
    for _ in range(2):
        subprocess.run(["apt-get", "-qq", "update"], env=environment, stdout=subprocess.DEVNULL, check=False)
        done = subprocess.run(install, env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            return


def call(*command: str) -> None:
    """Run a step of the set-up; its failure ends it, with the command that failed."""
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"This step failed: {' '.join(command)}")


def say(line: str) -> None:
    print(f"run.py: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
