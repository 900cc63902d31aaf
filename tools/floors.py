"""Raise the floors of the golden scores to what the program reaches now (never lowers one).

Usage: python tools/floors.py
"""

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import zhize  # noqa: E402
from tests.golden.scoring import FLOORS, load_floors, scores  # noqa: E402


def main() -> None:
    """Build both graphs, score every gold folder, write the higher of old and new."""
    shared = ROOT.parent / "shared"
    floors = load_floors() if FLOORS.exists() else {}
    with tempfile.TemporaryDirectory() as temp:
        for prefix, gazettes, golds in (
            ("", shared / "gazettes", shared / "gold"),
            ("samples/", ROOT / "samples" / "gazettes", ROOT / "samples" / "gold"),
        ):
            folder = Path(temp) / (prefix.strip("/") or "real")
            zhize.build(gazettes, folder / "kg")
            graph = zhize.open(folder / "kg")
            for gold in sorted(p for p in golds.iterdir() if p.is_dir()):
                reached = scores(graph, shared / "eval" / "evaluate.py", gold, folder)
                old = floors.get(prefix + gold.name, {})
                for name, value in reached.items():
                    if value < old.get(name, 0.0):
                        print(f"{prefix + gold.name}: {name} fell from {old[name]} to {value}; the floor stays")
                floors[prefix + gold.name] = {n: max(v, old.get(n, 0.0)) for n, v in sorted(reached.items())}
    FLOORS.write_text(json.dumps(floors, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
