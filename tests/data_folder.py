"""A data folder of its own for every test process. A plugin (pyproject.toml), so that it is there before Django's
settings are read, which is before any conftest."""

from __future__ import annotations

import atexit
import base64
import os
import shutil
import tempfile
from pathlib import Path

from youzhang.web import catalogues

FOLDER = Path(tempfile.mkdtemp(prefix="youzhang-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
(FOLDER / "keys").mkdir()
(FOLDER / "keys" / "root.key").write_text(base64.b64encode(os.urandom(32)).decode())
(FOLDER / "keys" / "secret.key").write_text(base64.b64encode(os.urandom(48)).decode())

for name in [
    name for name in os.environ if name.startswith("YOUZHANG_") and not name.startswith("YOUZHANG_TEST_")
]:
    del os.environ[name]
os.environ["YOUZHANG_DATA"] = str(FOLDER)

# Django reads the catalogues once, while it is set up.
catalogues.compile_stale()
