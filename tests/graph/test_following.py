"""Stores that follow a graph by the difference of its facts hold the same as one made from nothing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

import zhize
from zhize.graph.store.rdf import oxigraph
from zhize.graph.store.sqlite import following

pyoxigraph = pytest.importorskip("pyoxigraph")

TEXTS = {
    "甲.txt": "# 白泉区人民政府办公室文件\n\n白政办发〔2024〕{n}号\n\n关于印发《2024年防汛工作要点》的通知\n\n一、清掏雨水篦子。（牵头单位：区水利局；配合单位：区应急局）\n\n二、修订防汛预案。（责任单位：区应急局）\n\n2024年5月1日\n",
    "乙.txt": "# 青石区人民政府办公室文件\n\n青政办发〔2024〕{n}号\n\n关于做好养老服务工作的通知\n\n一、建设社区食堂。（牵头单位：区民政局）\n\n二、区应急局负责安全检查。\n\n2024年6月1日\n",
}


def quads_in(place: Path) -> set[str]:
    return {str(quad) for quad in pyoxigraph.Store.read_only(str(place))}


def changed(folder: Path, chance: random.Random) -> None:
    """Add, change, remove or rename a file of a folder."""
    files = sorted(folder.iterdir())
    kind = chance.choice(["add", "change", "remove", "rename"]) if len(files) > 1 else "add"
    if kind == "add":
        name = chance.choice(sorted(TEXTS))
        (folder / f"{chance.randrange(9999)}-{name}").write_text(TEXTS[name].format(n=chance.randrange(1, 99)))
        return
    file = chance.choice([f for f in files if f.suffix in (".txt", ".md")])
    if kind == "change":
        lines = file.read_text("utf-8").split("\n\n")
        at = chance.randrange(1, len(lines))
        file.write_text("\n\n".join([*lines[:at], "三、检查堤坝。（责任单位：区水利局）", *lines[at:]]))
    elif kind == "remove":
        file.unlink()
    else:
        file.rename(file.with_name(f"新{file.name}"))


@pytest.fixture
def gazettes(tmp_path: Path) -> Path:
    folder = tmp_path / "gazettes"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text.format(n=1))
    return folder


def place_of(kg: Path, *, anew: bool = False) -> Path:
    opened = zhize.open(kg)
    try:
        place = (
            oxigraph.kept_store(lambda: opened.kg, kg.parent / "anew", opened.manifest.stamp)
            if anew
            else opened.sparql_place()
        )
    finally:
        opened.close()
    assert place is not None
    return place


@pytest.mark.parametrize(("seed", "steps"), [(1, 1), pytest.param(2, 5, marks=pytest.mark.slow)])
def test_a_store_that_followed_holds_what_one_made_from_nothing_does(
    gazettes: Path, tmp_path: Path, seed: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MOST_FOLLOWED", 9.0)
    chance = random.Random(seed)
    kg = tmp_path / "kg"
    zhize.build(gazettes, kg, jobs=1)
    place_of(kg)
    followed: list[bool] = []
    original = oxigraph._follow

    def counted(*words: object) -> None:
        followed.append(True)
        original(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(oxigraph, "_follow", counted)
    for _ in range(steps):
        for _ in range(3):
            changed(gazettes, chance)
        zhize.build(gazettes, kg, jobs=1)
        shutil.rmtree(tmp_path / "anew", ignore_errors=True)
        assert quads_in(place_of(kg)) == quads_in(place_of(kg, anew=True))
    assert followed


def test_a_damaged_store_is_made_anew_and_so_is_one_beyond_the_log(gazettes: Path, tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    zhize.build(gazettes, kg, jobs=1)
    place = place_of(kg)
    whole = quads_in(place)
    for file in place.iterdir():
        file.write_bytes(b"x")
    assert quads_in(place_of(kg)) == whole
    opened = zhize.open(kg)
    asked: list[str] = []
    oxigraph.kept_store(lambda: opened.kg, kg / "oxigraph", "another stamp", asked.append)  # type: ignore[func-returns-value, arg-type]
    assert asked == [opened.manifest.stamp]
    assert opened.since("no stamp of this graph") is None
    opened.close()
