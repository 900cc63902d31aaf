"""What came of a campaign: how many inputs ended in which way, and what the program did wrong."""

from __future__ import annotations

from collections import Counter

import msgspec

from tools.attack.apart import Ended

KINDS = ("crash", "hang", "silent", "left over")


class Fault(msgspec.Struct, frozen=True):
    """What the program did wrong with one input: `kind` is crash, hang, silent or left over."""

    kind: str
    case: str
    what: str


class Outcome(msgspec.Struct):
    """The outcome of one campaign. `ways` counts how its inputs ended: `{"read": 180, "told": 20}`."""

    campaign: str
    inputs: int = 0
    ways: Counter[str] = msgspec.field(default_factory=Counter)
    faults: list[Fault] = []

    def note(self, way: str) -> None:
        """One input more that ended as it should."""
        self.inputs += 1
        self.ways[way] += 1

    def blame(self, kind: str, case: str, what: str) -> None:
        """One input more that the program failed at."""
        self.inputs += 1
        self.ways[kind] += 1
        self.faults.append(Fault(kind, case, what))

    def take(self, ended: Ended, case: str) -> None:
        """One input more, however it ended."""
        if ended.way in KINDS:
            self.blame(ended.way, case, ended.what)
        else:
            self.note(ended.way)


def table(outcomes: list[Outcome]) -> str:
    """The outcomes as a table in Markdown."""
    rows = [
        "| campaign | inputs | ended as they should | crashes | hangs | silent differences | left over |",
        "|---" * 7 + "|",
    ]
    for one in outcomes:
        good = "、".join(f"{way} {n}" for way, n in sorted(one.ways.items()) if way not in KINDS)
        bad = " | ".join(str(one.ways[kind]) for kind in KINDS)
        rows.append(f"| {one.campaign} | {one.inputs} | {good} | {bad} |")
    return "\n".join(rows)
