"""Why a printed name is which agency, and what else it could have been."""

from __future__ import annotations

from collections import Counter

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from zhize.graph.identity.regions import short_name
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.names import LEVEL_OF, parse
from zhize.graph.language.reforms import heirs, renamed, successors, told
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.messages import Sentence, later

NEAREST = 5


class Use(msgspec.Struct, frozen=True):
    """A printed name, how often it stands for the agency, and its first places."""

    printed: str
    count: int
    places: tuple[Fact, ...]


class Reason(msgspec.Struct, frozen=True):
    """One agency that a name was read as: the steps of the reading, every printed form, and what else it might be."""

    agency: str
    steps: tuple[Sentence, ...]
    uses: tuple[Use, ...]
    others: tuple[Sentence, ...]


def why(kg: KnowledgeGraph, printed: str) -> list[Reason]:
    """How a printed (or official) name was read, one reason an agency; empty where no agency is called so.

    Example: `区发改委` in documents of two districts gives two reasons.
    """
    found = [node for node in kg.nodes("Agency") if printed in _names(kg, node)] or _by_grammar(kg, printed)
    return [Reason(node, _steps(kg, node, printed), _uses(kg, node), _others(kg, node, printed)) for node in found]


def _by_grammar(kg: KnowledgeGraph, printed: str) -> list[str]:
    """Agencies that a name nobody printed would be: its department in a region of its level, or of its place."""
    parsed = parse(printed)
    if parsed is None or parsed.core_id is None:
        return []
    level = LEVEL_OF.get(parsed.level_word)
    cores = {parsed.core_id, *(r.new for line in heirs(parsed.core_id) for r in line)}
    out = []
    for node in kg.nodes("Agency"):
        region = next((kg.caption(str(f.object)) for f in kg.out(node, "jurisdiction")), "")
        fits = (
            kg.value(node, "level") == level
            if level
            else bool(region) and printed.startswith((region, short_name(region)))
        )
        if fits and kg.value(node, "core") in cores:
            out.append(node)
    own = [node for node in out if kg.value(node, "core") == parsed.core_id]
    return own or out


def nearest(kg: KnowledgeGraph, printed: str) -> list[str]:
    """Names of agencies that look most like a name that no agency has."""
    names = sorted({name for node in kg.nodes("Agency") for name in _names(kg, node)})
    close = process.extract(printed, names, scorer=Levenshtein.normalized_similarity, limit=NEAREST, score_cutoff=0.5)
    return [name for name, _, _ in close]


def _names(kg: KnowledgeGraph, node: str) -> set[str]:
    return {kg.caption(node), *(str(v) for p in ("mention", "hidden") for v in kg.values(node, p))}


def _steps(kg: KnowledgeGraph, node: str, printed: str) -> tuple[Sentence, ...]:
    guessed = Sentence("没有文件印作“{name}”，按名称的构成推定", {"name": printed})
    steps = [] if printed in _names(kg, node) else [guessed]
    parsed = parse(printed)
    region = next((kg.caption(str(f.object)) for f in kg.out(node, "jurisdiction")), "")
    if printed in kg.values(node, "hidden"):
        said = later("“{name}”与同一地区文件里的“{meant}”只差一个字，按误印归并（见 zhize check 的 ocr-name）")
        steps.append(Sentence(said, {"name": printed, "meant": kg.caption(node)}))
    elif parsed and parsed.level_word:
        documents = _documents(kg, node, printed)
        values: dict[str, str | int | float | Sentence] = {
            "word": parsed.level_word,
            "region": region,
            "papers": "、".join(documents[:3]),
        }
        steps.append(Sentence("“{word}”是层级词，取自文件的地区：{region}（{papers}）", values))
        steps += [Sentence("文件的地区取自{basis}", {"basis": basis}) for basis in _bases(kg, node, printed)]
    elif region and printed.startswith(region[:2]):
        steps.append(Sentence("名称自带地区：{region}", {"region": region}))
    elif region:
        steps.append(Sentence("名称不带地区，取自文件的地区：{region}", {"region": region}))
    core = kg.text(node, "core")
    if core:
        department = lexicon().departments[core]
        part = parsed.rest.removesuffix(parsed.suffix) if parsed else ""
        if part in department.aliases:
            steps.append(Sentence("“{part}”是“{core}”的简称或别称", {"part": part, "core": department.core}))
        steps.append(
            Sentence("职能为{core}，本地文件的全称是{name}", {"core": department.core, "name": kg.caption(node)})
        )
        steps += renamed(core, part)
        today = told(successors(core, kg.text(node, "level")))
        steps += [Sentence("今天：{step}", {"step": step}) for step in today]
        if parsed and parsed.core_id and (steps_of := _reforms(parsed.core_id, core)):
            steps += steps_of
        elif parsed and parsed.core_id and parsed.core_id != core:
            steps.append(Sentence("“{part}”的职能在本地并入{core}", {"part": part, "core": department.core}))
    else:
        steps.append(Sentence("名称不在部门词表里，按文字本身认定，不与别的名称归并"))
    if parsed and parsed.second:
        steps.append(Sentence("括号里的“{names}”是它的另一块牌子", {"names": "、".join(parsed.second)}))
    return tuple(steps)


def _reforms(old: str, core: str) -> tuple[Sentence, ...]:
    """The reforms that lead from a department to another, as steps; empty where none does."""
    for line in heirs(old):
        for n, reform in enumerate(line, 1):
            if reform.new == core:
                return told(line[:n])
    return ()


def _bases(kg: KnowledgeGraph, node: str, printed: str) -> list[Sentence]:
    """What told the regions of the documents that print a name: `发文机关：青石区人民政府`."""
    uses = next((u for u in _uses(kg, node) if u.printed == printed), None)
    documents = dict.fromkeys(f.document for f in uses.places) if uses else {}
    bases = dict.fromkeys(basis for d in documents if (basis := kg.text(d, "region_basis")))
    parts = [basis.partition("：") for basis in bases]
    return [
        Sentence("{reason}: {text}", {"reason": Sentence(p[0]), "text": p[2]}) if p[1] else Sentence(p[0])
        for p in parts[:3]
    ]


def _documents(kg: KnowledgeGraph, node: str, printed: str) -> list[str]:
    uses = next((u for u in _uses(kg, node) if u.printed == printed), None)
    return list(dict.fromkeys(kg.text(f.document, "title") for f in uses.places)) if uses else []


def _uses(kg: KnowledgeGraph, node: str) -> tuple[Use, ...]:
    """Every printed form with its count and its places, the most printed first."""
    places: dict[str, dict[tuple[str, int], Fact]] = {}
    for relation in kg.ontology.relations:
        for fact in (*kg.out(node, relation), *kg.into(node, relation)):
            if fact.printed and fact.rule not in ("identity", "lexicon", "members"):
                places.setdefault(fact.printed, {}).setdefault((fact.evidence.file, fact.evidence.line), fact)
    for name in ("mention", "hidden"):
        for fact in kg.properties.get(node, {}).get(name, []):
            if str(fact.object) not in places:  # printed, but in no statement of its own
                places[str(fact.object)] = {(fact.evidence.file, fact.evidence.line): fact}
    counts = Counter({printed: len(found) for printed, found in places.items()})
    return tuple(
        Use(p, n, tuple(places[p][k] for k in sorted(places[p])))
        for p, n in sorted(counts.items(), key=lambda x: (-x[1], x[0]))
    )


def _others(kg: KnowledgeGraph, node: str, printed: str) -> tuple[Sentence, ...]:
    """Agencies that the same words name elsewhere, and the same department in other regions."""
    same_words = [n for n in kg.nodes("Agency") if n != node and printed in _names(kg, n)]
    core = kg.value(node, "core")
    same_core = [
        n for n in kg.nodes("Agency") if core and n != node and kg.value(n, "core") == core and n not in same_words
    ]
    return (
        *(
            Sentence("{name}（同样印作“{printed}”，但在另一地区的文件里）", {"name": kg.caption(n), "printed": printed})
            for n in same_words
        ),
        *(Sentence("{name}（职能相同，地区不同）", {"name": kg.caption(n)}) for n in same_core),
    )
