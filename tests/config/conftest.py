"""A real installation: made once for the whole run, a copy of it for each worker."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from tests.config.commands import youzhang


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `init` made an installation, with the umask of whoever is careless: to be read only, by all workers. What
    it said lies beside it."""
    own = tmp_path_factory.getbasetemp()
    folder = own if "PYTEST_XDIST_WORKER" not in os.environ else own.parent
    data, said = folder / "made", folder / "init.json"
    with (folder / "init.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not said.exists():
            before = os.umask(0)
            done = youzhang(data, "init", "--json")
            os.umask(before)
            assert done.returncode == 0, done.stderr
            said.write_text(done.stdout)
    return data


@pytest.fixture(scope="session")
def installed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for this worker, to be left as it was found."""
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("installed") / "data"))
