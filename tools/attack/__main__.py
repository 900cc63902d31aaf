"""All campaigns: `python -m tools.attack` is the long form, `--short` the one of the tests; `--only` runs some.

Ends with a table and the status 1 where the program did anything wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

import msgspec

from tools import kill_builds
from tools.attack import damage, mutate, names, spellings
from tools.attack.outcome import Outcome, table


class Size(msgspec.Struct, frozen=True):
    """How many inputs the campaigns have."""

    mutations: int
    kills: int
    damages: int


LONG, SHORT = Size(10_000, 200, 300), Size(200, 20, 40)


def _kills(kills: int, seed: int) -> Outcome:
    found, outcome = kill_builds.run(kills, seed), Outcome("killed builds")
    outcome.ways.update({"the new graph": found.new, "the old graph": found.old, "none yet": found.none})
    outcome.inputs = found.new + found.old + found.none
    for case in found.neither:
        outcome.blame("silent", "kill", case)
    for name in found.left:
        outcome.blame("left over", "kill", name)
    return outcome


def main() -> None:
    """Run the campaigns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="the sizes of the tests")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="+", help="names of campaigns")
    args = parser.parse_args()
    size = SHORT if args.short else LONG
    campaigns: dict[str, Callable[[], Outcome]] = {
        "mutate": lambda: mutate.run(size.mutations, args.seed, args.jobs),
        "damage": lambda: damage.run(size.damages, args.seed, args.jobs),
        "names": lambda: names.run(jobs=args.jobs),
        "spellings": spellings.run,
        "kills": lambda: _kills(size.kills, args.seed),
    }
    done: list[Outcome] = []
    for name, run in campaigns.items():
        if args.only and name not in args.only:
            continue
        start = time.monotonic()
        done.append(run())
        said = [f"{name}: {time.monotonic() - start:.0f} s", *(f"{f.kind}: {f.case}" for f in done[-1].faults)]
        print("\n".join([*said, table(done[-1:])]), file=sys.stderr, flush=True)
    print(table(done))
    for outcome in done:
        for fault in outcome.faults:
            print(f"{fault.kind}: {fault.case}: {fault.what}")
    sys.exit(any(outcome.faults for outcome in done))


if __name__ == "__main__":
    main()
