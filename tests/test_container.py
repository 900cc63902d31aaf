"""The Dockerfile and the compose file: what they name exists, and their commands are such as the program takes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from zhize.cli import app
from zhize.cli_help import command_line

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def _copied() -> list[str]:
    """What is copied from the clone, not from another stage."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
    return [name for line in lines for name in line.split()[:-1]]


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert len(_copied()) > 5
    assert all((ROOT / name).exists() for name in _copied())
    assert set(_copied()) <= sent


def test_all_that_the_build_needs_is_copied() -> None:
    links = {link.resolve().relative_to(ROOT).parts[0] for link in (ROOT / "zhize").iterdir() if link.is_symlink()}
    assert links  # parts of the program that lie outside its folder
    assert {*links, "zhize", "pyproject.toml", "setup.py"} <= set(_copied())


def test_it_has_all_extras_but_those_for_clusters() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = re.findall(r'"\.\[([a-z,]+)\]"', DOCKERFILE)
    assert len(named) == 1
    assert set(named[0].split(",")) == set(known) - {"spark", "all"}


def test_it_has_chinese_letters() -> None:
    """What draws .png and .svg takes the letters of the machine; the slim image has none that are Chinese."""
    assert re.search(r"apt-get install .*fonts-", DOCKERFILE.split("\nFROM ")[-1])


def test_it_runs_without_rights() -> None:
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER [1-9]\d*$", last, re.M)
    assert last.index("\nUSER ") < last.index("\nENTRYPOINT ")


def _calls() -> list[list[str]]:
    """The calls of the program in compose.yaml: those of services, and those of the comment above."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    told = [line.split() for line in re.findall(r"docker compose run --rm zhize ([^\n#]+)", text)]
    own = [service["command"] for service in COMPOSE["services"].values() if "command" in service]
    return [*told, *own]


@pytest.mark.parametrize("words", _calls(), ids=" ".join)
def test_its_commands_are_commands(words: list[str]) -> None:
    program: Any = command_line(app)
    assert program.commands[words[0]].make_context(words[0], list(words[1:])) is not None


def test_ports_open_on_this_machine_only() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    volumes = {v.partition(":")[0] for service in COMPOSE["services"].values() for v in service.get("volumes", ())}
    assert volumes == set(COMPOSE["volumes"])
