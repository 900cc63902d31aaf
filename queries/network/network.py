"""The network of work of a place: agencies joined by the tasks that they share, and what can be said of it with what caution.

A task that many agencies share tells less of each two of them: it adds 1/(number of agencies - 1) to each pair. What rests on
one paper may be gone without it; so everything is reckoned again with each paper left out, and what stays is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations

import msgspec
import networkx as nx

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.tables import paper_name
from zhize.messages import gettext as _

LEAST = 3
"""Tasks that an agency leads at least, if anything is to be said of whom it depends on."""
FEW_TASKS, FEW_AGENCIES, FEW_PAPERS = 30, 10, 3
"""With fewer of these the figures are hints and no more."""
MOST = 10
"""Dependences and brokers that are told."""
TOP = 5
"""Brokers that must still be among the first so many when a paper is left out."""
MOST_TASKS = 600
"""Tasks that are reckoned with, those of the newest papers: the work grows faster than the papers."""
MOST_WITHOUT, LEAST_WITHOUT, JOINS = 20, 3, 24000
"""Papers that are left out in turn, those with most shared tasks: as many as make so many pairs of agencies in all."""
EXACT, PIVOTS = 150, 40
"""Up to so many agencies the shortest ways are counted from each; beyond, from so many that are drawn (the same each time)."""
APART = 0.3
"""From this modularity on groups are told apart well (-0.5 to 1)."""


class Dependence(msgspec.Struct, frozen=True):
    """An agency that leads `leads` tasks needs another for `shared` of them; `papers` state them, `fact` is one."""

    agency: str
    on: str
    leads: int
    shared: int
    papers: int
    fact: Fact

    @property
    def share(self) -> float:
        """The part of the tasks that it leads, 0 to 1."""
        return self.shared / self.leads


class Broker(msgspec.Struct, frozen=True):
    """An agency that stands between others: `between` is its share of the shortest ways between two others, 0 to 1.

    `stays` tells of the papers how many can be left out, each alone, with the agency still among the first five.
    """

    agency: str
    between: float
    partners: int
    tasks: int
    groups: int
    stays: int


class Cluster(msgspec.Struct, frozen=True):
    """Agencies that work together more than with others, those with most shared work first.

    `stays` is how many of their pairs stay together, on average, when one paper is left out (0 to 1).
    """

    agencies: tuple[str, ...]
    papers: tuple[str, ...]
    stays: float


class Network(msgspec.Struct, frozen=True):
    """The network of work of a place or of the whole graph: how much it rests on, what it tells, and the caution due."""

    tasks: int
    shared: int
    agencies: int
    papers: int
    tried: int
    modularity: float
    dependences: tuple[Dependence, ...]
    brokers: tuple[Broker, ...]
    clusters: tuple[Cluster, ...]
    cautions: tuple[str, ...]


class _Task(msgspec.Struct, frozen=True):
    """A task with its paper and the facts that give it to agencies."""

    document: str
    facts: tuple[Fact, ...]

    @property
    def agencies(self) -> list[str]:
        return sorted({f.subject for f in self.facts})


def network(kg: KnowledgeGraph, region: str | None = None) -> Network:
    """The network of the tasks of the papers for a region (its node), or of all papers.

    Of large graphs the newest papers are taken, up to MOST_TASKS tasks; the cautions say so.

    Example: region:370302 -> agencies of the district with whom each depends on for the tasks that it leads.
    """
    every = _tasks(kg, region)
    tasks = _newest(kg, every)
    graph = _graph(tasks)
    groups = _groups(graph)
    papers = sorted({t.document for t in tasks})
    modularity = nx.community.modularity(graph, groups) if graph.number_of_edges() else 0.0
    shared = [t for t in tasks if len(t.agencies) > 1]
    load = Counter(t.document for t in shared)
    times = min(MOST_WITHOUT, max(LEAST_WITHOUT, JOINS // max(graph.number_of_edges(), 1)))
    tried = sorted(sorted(papers, key=lambda p: (-load[p], p))[:times])
    without = {p: _graph(t for t in tasks if t.document != p) for p in tried}
    return Network(
        len(tasks),
        len(shared),
        graph.number_of_nodes(),
        len(papers),
        len(tried),
        round(modularity, 3),
        tuple(_dependences(tasks)[:MOST]),
        tuple(_brokers(graph, groups, tasks, without)[:MOST]),
        tuple(_clusters(graph, groups, shared, without)),
        (*_bounds(kg, every, tasks), *_cautions(kg, tasks, shared, graph, modularity)),
    )


def _tasks(kg: KnowledgeGraph, region: str | None) -> list[_Task]:
    documents = kg.own_documents
    if region is not None:
        documents = [d for d in documents if region in kg.regions_of(d)]
    out = []
    for document in documents:
        for task in dict.fromkeys(f.subject for f in kg.into(document, "task_of")):
            facts = [f for role in kg.ontology.roles for f in kg.into(task, role) if f.subject.startswith("agency:")]
            if facts:
                out.append(_Task(document, tuple(facts)))
    return out


def _newest(kg: KnowledgeGraph, tasks: list[_Task]) -> list[_Task]:
    """The tasks of the newest papers, as many whole papers as make MOST_TASKS at most (the newest at least), in their order."""
    counts = Counter(t.document for t in tasks)
    kept: set[str] = set()
    room = MOST_TASKS
    for document in sorted(counts, key=lambda d: (kg.text(d, "date"), d), reverse=True):
        room -= counts[document]
        if room < 0 and kept:
            break
        kept.add(document)
    return [t for t in tasks if t.document in kept]


def _bounds(kg: KnowledgeGraph, every: list[_Task], tasks: list[_Task]) -> list[str]:
    """What was left out to keep the work bounded."""
    if len(tasks) == len(every):
        return []
    papers = {t.document for t in tasks}
    since = min(filter(None, (kg.text(d, "date") for d in papers)), default="")
    return [
        _(
            "共有{every}项任务，只计最近{papers}份文件的{tasks}项（{since}起）；按地区看可以少漏。",
            every=len(every),
            papers=len(papers),
            tasks=len(tasks),
            since=since,
        )
    ]


def _graph(tasks: Iterable[_Task]) -> nx.Graph[str]:
    """Agencies, joined where they share tasks: `weight` as the module says, `tasks` how many."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    counts: Counter[tuple[str, str]] = Counter()
    graph: nx.Graph[str] = nx.Graph()
    for task in tasks:
        agencies = task.agencies
        graph.add_nodes_from(agencies)
        for pair in combinations(agencies, 2):
            weights[pair] += 1 / (len(agencies) - 1)
            counts[pair] += 1
    for (a, b), weight in sorted(weights.items()):
        graph.add_edge(a, b, weight=round(weight, 9), tasks=counts[a, b], far=round(1 / weight, 9))
    return graph


def _groups(graph: nx.Graph[str]) -> list[set[str]]:
    """Groups of agencies that work together, the largest first; an agency that works alone is in none."""
    joined = graph.subgraph(sorted(n for n in graph if graph.degree(n)))
    if not joined.number_of_edges():
        return []
    found = nx.community.greedy_modularity_communities(joined, weight="weight")
    alone = [{n} for n in graph if not graph.degree(n)]
    return sorted(map(set, found), key=lambda g: (-len(g), min(g))) + alone


def _dependences(tasks: list[_Task]) -> list[Dependence]:
    leads: Counter[str] = Counter()
    shared: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for task in tasks:
        leading = {f.subject for f in task.facts if f.predicate == "leads"}
        leads.update(leading)
        for fact in task.facts:
            if fact.predicate == "supports":
                for lead in leading - {fact.subject}:
                    shared[lead, fact.subject].append(fact)
    found = [
        Dependence(a, b, leads[a], len({f.object for f in facts}), len({f.document for f in facts}), facts[0])
        for (a, b), facts in shared.items()
        if leads[a] >= LEAST
    ]
    return sorted(found, key=lambda d: (-d.shared, -d.share, d.agency, d.on))


def _between(graph: nx.Graph[str]) -> dict[str, float]:
    if len(graph) <= 2:
        return {}
    pivots = PIVOTS if len(graph) > EXACT else None
    return dict(nx.betweenness_centrality(graph, k=pivots, weight="far", normalized=True, seed=1))


def _first(between: dict[str, float]) -> list[str]:
    ranked = sorted(between, key=lambda n: (-round(between[n], 9), n))
    return [n for n in ranked if between[n] > 0][:TOP]


def _brokers(
    graph: nx.Graph[str], groups: list[set[str]], tasks: list[_Task], without: dict[str, nx.Graph[str]]
) -> list[Broker]:
    between = _between(graph)
    firsts = [_first(_between(other)) for other in without.values()]
    loads = Counter(a for t in tasks for a in t.agencies)
    member = {n: k for k, group in enumerate(groups) for n in group}
    found = [
        Broker(
            n,
            round(value, 3),
            int(graph.degree(n)),
            loads[n],
            len({member[m] for m in graph.neighbors(n)} - {member[n]}),
            sum(n in first for first in firsts),
        )
        for n, value in between.items()
        if round(value, 3) > 0
    ]
    return sorted(found, key=lambda b: (-b.between, -b.partners, b.agency))


def _clusters(
    graph: nx.Graph[str], groups: list[set[str]], shared: list[_Task], without: dict[str, nx.Graph[str]]
) -> list[Cluster]:
    others = [[group for group in _groups(other) if len(group) > 1] for other in without.values()]
    out = []
    for group in (g for g in groups if len(g) > 1):
        inner = {n: sum(d["weight"] for m, d in graph[n].items() if m in group) for n in group}
        papers = Counter(t.document for t in shared if len(set(t.agencies) & group) > 1)
        ordered = sorted(group, key=lambda n: (-inner[n], n))
        top = [d for d, _ in sorted(papers.items(), key=lambda pair: (-pair[1], pair[0]))[:3]]
        out.append(Cluster(tuple(ordered), tuple(top), round(_stays(group, others), 2)))
    return out


def _stays(group: set[str], others: list[list[set[str]]]) -> float:
    """The share of the pairs of a group that are in one group, too, when one paper is left out, on average."""
    pairs = list(combinations(sorted(group), 2))
    if not pairs or not others:
        return 0.0
    kept = sum(any(a in g and b in g for g in found) for found in others for a, b in pairs)
    return kept / (len(pairs) * len(others))


def _cautions(
    kg: KnowledgeGraph, tasks: list[_Task], shared: list[_Task], graph: nx.Graph[str], modularity: float
) -> list[str]:
    """What must be known before anything is made of the figures."""
    out = []
    papers = Counter(t.document for t in shared)
    agencies = graph.number_of_nodes()
    if len(tasks) < FEW_TASKS or agencies < FEW_AGENCIES or len(papers) < FEW_PAPERS:
        out.append(
            _(
                "数据少：{tasks}项任务、{agencies}个机构、{papers}份有共同任务的文件，以下只是线索。",
                tasks=len(tasks),
                agencies=agencies,
                papers=len(papers),
            )
        )
    if papers:
        first, most = min(papers.items(), key=lambda pair: (-pair[1], pair[0]))
        if most * 2 > len(shared):
            out.append(
                _(
                    "共同任务有{share}%出自{paper}一份文件，换一份文件结果可能不同。",
                    share=100 * most // len(shared),
                    paper=paper_name(kg, first),
                )
            )
    if tasks and len(shared) * 2 < len(tasks):
        share = 100 * len(shared) // len(tasks)
        out.append(_("只有{share}%的任务写明两个以上机构，其余看不出谁与谁配合。", share=share))
    if graph.number_of_edges() and modularity < APART:
        out.append(_("分组不明显（模块度{modularity}），机构之间多是交叉配合。", modularity=f"{modularity:.2f}"))
    out.append(_("只反映所读文件写明的分工，不等于实际往来；泛指的单位（如有关部门、各镇）没有计入。"))
    return out
