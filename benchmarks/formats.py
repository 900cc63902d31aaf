"""How fast files of each format are read, also against another version of the program.

Usage: python -m benchmarks.formats FOLDER [PYTHON]

Printed for each format: the number of files, their kilobytes, the processor's milliseconds per kilobyte for taking the text out of the
files, and for the whole reading up to statements. With the interpreter of another checkout (`old/.venv/bin/python`) the same is
measured there in turn, and the ratio old / new of the seconds is printed: above 1 this version is quicker. The files are the same
for both, so that a version that leaves navigation out of a page's text does not look slow for it. Files that a version refuses
count for neither.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROUNDS = 3
Times = dict[str, dict[str, tuple[float, float]]]


def measured(folder: Path) -> Times:
    """Processor seconds of taking the text and of the whole reading, by suffix and file; the least of some rounds."""
    from zhize.errors import ReadError
    from zhize.loaders.files.read import find_files, read_file
    from zhize.loaders.pipeline import load_text

    out: Times = {}
    found = find_files(folder)
    for file in found.files if hasattr(found, "files") else found:
        best: tuple[float, float] | None = None
        try:
            for turn in range(ROUNDS + 1):
                start = time.process_time()
                source = read_file(file)
                middle = time.process_time()
                if load_text(source).error:
                    raise ReadError(str(file))
                spent = middle - start, time.process_time() - start
                if turn:  # what is loaded once does not count
                    best = spent if best is None else (min(best[0], spent[0]), min(best[1], spent[1]))
        except ReadError:
            continue
        if best:
            out.setdefault(file.suffix.lower(), {})[str(file.relative_to(folder))] = best
    return out


def under(python: str, folder: Path) -> Times:
    """The same, measured by an interpreter."""
    done = subprocess.run([python, str(Path(__file__).resolve()), str(folder), "--json"], check=True, stdout=-1)
    return {suffix: {name: tuple(t) for name, t in files.items()} for suffix, files in json.loads(done.stdout).items()}


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1])
    other = sys.argv[2] if len(sys.argv) > 2 else ""
    if other == "--json":
        print(json.dumps(measured(folder)))
        return
    new, old = [], []
    for _ in range(ROUNDS if other else 1):
        new.append(under(sys.executable, folder))
        if other:
            old.append(under(other, folder))
    print("format  files  KB  ms/KB text  ms/KB whole" + ("  old/new text  old/new whole" if other else ""))
    for suffix in sorted(new[0]):
        both = [name for name in new[0][suffix] if not old or name in old[0].get(suffix, {})]
        size = sum((folder / name).stat().st_size for name in both) / 1024
        if not both:
            continue

        def seconds(runs: list[Times], part: int, suffix: str = suffix, both: list[str] = both) -> float:
            return median(sum(run[suffix][name][part] for name in both) for run in runs)

        row = f"{suffix:6} {len(both):6} {size:5.0f} {1000 * seconds(new, 0) / size:9.3f} {1000 * seconds(new, 1) / size:11.3f}"
        ratios = [seconds(old, part) / max(seconds(new, part), 1e-9) for part in (0, 1)] if old else []
        print(row + "".join(f" {ratio:13.2f}" for ratio in ratios))


if __name__ == "__main__":
    main()
