"""Every pattern of the program ends in time on texts made to hold it up."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import regex

import zhize.graph
import zhize.loaders
import zhize.queries

SEEDS = (
    "（",
    "（责任单位：",
    "区应急局、",
    "一、",
    "责 任 ",
    "《",
    "》",
    "区",
    "成立",
    "由区应急局",
    "2024年",
    "1.",
    "、",
    "，",
    "关于",
    "的通知",
    "市政府",
    "各",
    "和",
    "等",
    "到2025年",
    "达到1",
    "第一条",
    "负责",
    "牵头",
    "职责",
    "，以下简称",
    "“",
    "a",
    "1",
    "一",
    "公报",
    "号",
    "〔2024〕",
    "@a.",
    "-",
    "有关",
    "组",
    "成员",
    "办公室",
    "\t",
    "| ",
    "…",
    "按照职责",
    "新建",
    " ",
    "甲",
    "任",
    "报",
)
LENGTH = 1000
SECONDS = 3.0


def _patterns() -> Iterator[tuple[str, regex.Pattern[str]]]:
    seen: set[regex.Pattern[str]] = set()
    for package in (zhize.loaders, zhize.graph, zhize.queries):
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if info.name.endswith(("cypher", "cypher_engine", "cypher_load", "rdf")):
                continue
            for name, value in vars(importlib.import_module(info.name)).items():
                for number, pattern in enumerate(_within(value)):
                    if pattern not in seen:
                        seen.add(pattern)
                        yield f"{info.name.removeprefix('zhize.')}.{name}[{number}]", pattern


def _within(value: object) -> Iterator[regex.Pattern[str]]:
    if isinstance(value, regex.Pattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _within(item)
    elif isinstance(value, dict):
        yield from _within(list(value.values()))


PATTERNS = dict(_patterns())


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_pattern_ends(name: str) -> None:
    for seed in SEEDS:
        text = (seed * LENGTH)[:LENGTH]
        try:
            for _ in PATTERNS[name].finditer(text, timeout=SECONDS):
                pass
        except TimeoutError:  # pragma: no cover - the message of a failure
            pytest.fail(f"{name} does not end on {LENGTH} characters of {seed!r}")


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 150
