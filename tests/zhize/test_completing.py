"""Completion as shells do it: bash, zsh and fish themselves are asked, each where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from zhize.api import OpenGraph

OFFERED = (
    ("zhize led", "ledger"),
    ("zhize draw KG b", "body"),
    ("zhize draw KG body 区森", "区森林防火指挥部"),
    ("zhize draw KG matrix --by ro", "role"),
    ("zhize report KG do", "document"),
    ("zhize show KG 青政办字", "青政办字〔2024〕18号"),
    ("zhize ledger KG --by-", "--by-agency"),
)
"""What stands on the line when the key is pressed, and what is then offered."""


@pytest.fixture
def shell(tmp_path: Path, sample_graph: OpenGraph) -> dict[str, str]:
    """Surroundings with a home of their own, in which `zhize` is found and KG lies."""
    (tmp_path / "KG").symlink_to(sample_graph.path)
    clean = {k: v for k, v in os.environ.items() if k not in ("XDG_CONFIG_HOME", "ZDOTDIR", "ZHIZE_LANG", "LANGUAGE")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return clean | {"HOME": str(tmp_path), "PATH": path, "LC_ALL": "C.UTF-8", "TERM": "xterm"}


def _run(name: str, script: str, env: dict[str, str]) -> str:
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    done = subprocess.run(
        [name, "-c", script], env=env, cwd=env["HOME"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_is_installed_in_the_language_of_the_user(name: str, shell: dict[str, str]) -> None:
    said = _run(name, "zhize --lang zh --install-completion; true", shell)
    assert said.startswith(f"{name} 的补全装在：{shell['HOME']}/.")
    assert "以后打开的每个 shell" in said


def test_bash_completes(shell: dict[str, str]) -> None:
    for line, offered in OFFERED:
        words = line.split(" ")
        ask = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _zhize_completion zhize"
        said = _run("bash", f'eval "$(zhize --show-completion)"; {ask}; printf "%s\\n" "${{COMPREPLY[@]}}"', shell)
        assert offered in said.split("\n"), line


def test_fish_completes(shell: dict[str, str]) -> None:
    _run("fish", "zhize --install-completion; true", shell)
    for line, offered in OFFERED:
        said = _run("fish", f"complete -C '{line}'", shell)
        assert offered in {row.split("\t")[0] for row in said.split("\n")}, line


def test_zsh_completes_from_the_first_key_on(shell: dict[str, str]) -> None:
    _run("zsh", "zhize --install-completion; true", shell)
    for line, offered in (OFFERED[0], OFFERED[2]):
        session = pexpect.spawn("zsh -i", env=shell, cwd=shell["HOME"], encoding="utf-8", timeout=30)
        session.sendline("PS1='ready> '")
        session.expect("ready> .*ready> |\nready> |ready> ")
        time.sleep(1)
        session.send(f"{line}\t")
        session.expect_exact(offered.removeprefix(line.rpartition(" ")[2]))
        session.close(force=True)


def test_a_graph_that_is_none_offers_nothing(shell: dict[str, str]) -> None:
    ask = "COMP_WORDS=(zhize show nothing 区); COMP_CWORD=3; _zhize_completion zhize"
    said = _run("bash", f'eval "$(zhize --show-completion)"; {ask}; printf "%s" "${{COMPREPLY[@]}}"', shell)
    assert said == ""
