"""Run mypy on the package as it is imported.

The top-level folders are mapped into one import package by pyproject.toml; mypy does not know that mapping, so
it is shown a folder of links that has the package's shape.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TREE = ROOT / "build" / "types"


def main() -> int:
    """Make the links and run mypy; its exit status."""
    package = TREE / "zhize"
    package.mkdir(parents=True, exist_ok=True)
    for link in package.iterdir():
        link.unlink()
    for file in (ROOT / "zhize").iterdir():
        if file.suffix in (".py", ".typed"):
            (package / file.name).symlink_to(file)
    for name in ("graph", "loaders", "queries"):
        (package / name).symlink_to(ROOT / name)
    environment = os.environ | {"MYPYPATH": str(TREE)}
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "-p", "zhize"]
    return subprocess.run(command, cwd=TREE, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
