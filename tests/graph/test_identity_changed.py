"""Identity of what changed: the facts are those of all documents read anew, whatever crosses from one document to another."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from zhize.graph.identity.identity import identify, identify_changed
from zhize.graph.model.facts import Fact, Origin, Statement
from zhize.graph.model.linking import crosses
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.pipeline import load_text
from zhize.loaders.result import FileResult

PLACES = ("云州市青石区", "云州市白泉区", "云州市")
NAMES = (
    "区教育局",
    "区教育和体育局",
    "区应急管理局",
    "区应急营理局",
    "市财政局",
    "青石区防汛抗旱指挥部",
    "云湖旅游度假区管委会",
)
TAILS = (
    "",
    "《云州市防汛应急预案》（云政发〔2023〕4号）同时废止。",
    "根据《关于做好排水工作的通知》，制定本通知。",
    "各成员单位按照职责分工负责。",
    "成立区防汛抗旱指挥部，由副区长任指挥长，区水务局、区财政局为成员单位。",
)
PAPER = """{place}人民政府
关于做好{work}工作的通知

{place}政发〔2024〕{number}号

各镇街、各有关部门：

一、总体要求。{work}要在6月底前完成。（牵头单位：{name}；配合单位：区财政局）

二、其他。{tail}

{place}人民政府

2024年3月{number}日
"""

texts = st.builds(
    lambda place, work, name, tail, number: PAPER.format(place=place, work=work, name=name, tail=tail, number=number),
    st.sampled_from(PLACES),
    st.sampled_from(("排水", "供水")),
    st.sampled_from(NAMES),
    st.sampled_from(TAILS),
    st.integers(1, 3),
)
folders = st.dictionaries(st.sampled_from(("a.txt", "b.txt", "c.txt")), texts, max_size=3)


@cache
def read(name: str, text: str) -> FileResult:
    return load_text(SourceText(name, TracedText.identity(text), "0" * 64))


def whole(results: list[FileResult]) -> tuple[set[Fact], list[object]]:
    statements = [s for r in results for s in r.statements]
    facts, issues = identify(statements, [o for r in results for o in r.origins])
    return set(facts), sorted(issues)


@settings(max_examples=25, deadline=None)
@given(st.lists(folders, min_size=2, max_size=4))
def test_what_changed_gives_with_what_stayed_all_that_a_reading_anew_gives(rounds: list[dict[str, str]]) -> None:
    records: dict[str, bytes] = {}
    before: dict[str, list[Statement]] = {}
    alone: dict[str, set[Fact]] = {}
    for folder in rounds:
        results = [read(name, text) for name, text in sorted(folder.items())]
        now: dict[str, list[Statement]] = {}
        origins: list[Origin] = []
        for result in results:
            origins += result.origins
            for s in result.statements:
                now.setdefault(s.document, []).append(s)
        known = {d: r for d, r in records.items() if before[d] == now.get(d)}
        changed = now.keys() - known.keys()
        made = identify_changed(known, changed, lambda wanted, now=now: (now[d] for d in wanted), origins)
        said = [f for part in made.parts for f in part]
        alone = {d: facts for d, facts in alone.items() if d in now and d not in made.documents}
        for document in made.documents:
            alone[document] = {f for f in said if f.document == document and not crosses(f)}
        crossing = {f for f in said if crosses(f)}
        facts, issues = whole(results)
        assert crossing.union(*alone.values()) == facts
        assert sorted(made.issues) == issues
        records, before = known, now


def test_a_department_that_merged_restates_the_documents_that_print_its_old_name() -> None:
    old = read("a.txt", PAPER.format(place=PLACES[0], work="排水", name="区教育局", tail="", number=1))
    new = read("b.txt", PAPER.format(place=PLACES[0], work="供水", name="区教育和体育局", tail="", number=2))
    statements = {s.document: list(r.statements) for r in (old, new) for s in r.statements}
    records: dict[str, bytes] = {}
    identify_changed(records, [d for d in statements if "1号" in d], lambda w: (statements[d] for d in w), old.origins)
    origins = [*old.origins, *new.origins]
    second = identify_changed(
        records, [d for d in statements if "2号" in d], lambda w: (statements[d] for d in w), origins
    )
    assert second.documents == set(statements)
    third = identify_changed(records, [], lambda _: (), origins)
    assert third.documents == set()
    damaged = identify_changed(
        {**records, next(iter(records)): b"?"}, [], lambda w: (statements[d] for d in w), origins
    )
    assert damaged.documents == {next(iter(records))}
