"""The campaigns in their short form; `make attack` is the long one."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest

from tests.conftest import ROOT
from tools.attack import mutate, names, spellings
from tools.attack.__main__ import SHORT
from tools.attack.outcome import Outcome, table


def test_mutated_files_are_read_or_refused_in_a_sentence() -> None:
    outcome = mutate.run(SHORT.mutations, seed=7)
    assert outcome.faults == []
    assert min(outcome.ways["read"], outcome.ways["told"]) > SHORT.mutations / 5


def test_damage_is_told_or_harmless_and_made_whole() -> None:
    """In a process of its own: a campaign forks, and no process can be forked in which a store's threads run."""
    code = (
        "import sys, msgspec\nfrom tools.attack import damage\n"
        f"sys.stdout.buffer.write(msgspec.json.encode(damage.run({SHORT.damages}, seed=7, cypher=False)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    outcome = msgspec.json.decode(done.stdout)
    assert outcome["faults"] == []
    assert min(outcome["ways"].get(way, 0) for way in ("told", "harmless")) > SHORT.damages / 10


@pytest.mark.slow
def test_hostile_names_come_through_every_output_as_text() -> None:
    assert names.run(("\x1b[2J\x01\u202e\ufffe", "=1+1", "[bold]</script><script>alert(1)</script>")).faults == []


def test_no_spelling_of_service_reaches_a_server() -> None:
    outcome = spellings.run()
    assert (outcome.inputs, outcome.faults) == (len(spellings.FORMS), [])


def test_the_table_counts_what_went_wrong() -> None:
    outcome = Outcome("x")
    outcome.note("read")
    outcome.blame("hang", "1", "20 s")
    assert table([outcome]).splitlines()[-1] == "| x | 2 | read 1 | 0 | 1 | 0 | 0 |"
