"""The wheel, built and installed in a clean environment: what it holds, and that it does without a clone."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of the sources, so that nothing is left in the clone."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    copied = folder / "source"
    ignored = shutil.ignore_patterns(
        ".venv*", ".git", "build", "site-docs", "*.egg-info", "*.mo", "packed.json", "__pycache__", "demo"
    )
    shutil.copytree(ROOT, copied, symlinks=True, ignore=ignored)
    subprocess.run([uv, "build", "--quiet", "--wheel", "-o", folder, copied], check=True, timeout=300)
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder / "env"], check=True)
    made = next(folder.glob("*.whl"))
    python = folder / "env/bin/python"
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, made], check=True, timeout=600)
    return made


def test_it_holds_all_data_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for part, pattern in (
        ("graph", "**/*.yaml"),
        ("graph", "**/*.sql"),
        ("queries", "**/*.rq"),
        ("zhize", "web/templates/*"),
    ):
        assert {
            f"zhize/{f.relative_to(ROOT / part if part == 'zhize' else ROOT)}" for f in (ROOT / part).glob(pattern)
        } <= names
    assert {"zhize/py.typed", "zhize/locale/zh/LC_MESSAGES/zhize.mo"} <= names
    packed = json.loads(zipfile.ZipFile(wheel).read("zhize/graph/packed.json"))
    files = [file for folder in ("graph", "queries") for file in (ROOT / folder).rglob("*.yaml")]
    assert packed.keys() == {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert not [name for name in names if name.startswith(("tests/", "tools/", "benchmarks/"))]


def test_it_runs_in_a_clean_environment_on_the_samples(wheel: Path, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "gazettes")
    program = wheel.parent / "env/bin/zhize"

    def run(*words: str, status: int = 0) -> str:
        done = subprocess.run([program, *words], capture_output=True, text=True, cwd=tmp_path, timeout=300)
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    assert run("--version").startswith("zhize ")
    assert "用法" in run("ask", "--help", "--lang", "zh")
    run("build", "gazettes", "-o", "kg")
    assert "区应急管理局" in run("ask", "kg", "区森防指办公室设在哪里？")
    run("ledger", "kg", "-o", "台账.xlsx")
    run("draw", "kg", "body", "区森防指", "-o", "图.html")
    assert "[pandas]" not in run("query", "kg", "--question", "seats")
    assert 'pip install "zhize[draw]"' in run("draw", "kg", "body", "区森防指", "-o", "图.png", status=2)
