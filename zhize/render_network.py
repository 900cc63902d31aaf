"""The network of work as text to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from zhize.graph.model.knowledge import KnowledgeGraph
    from zhize.queries.network.network import Network


def network_lines(kg: KnowledgeGraph, found: Network) -> dict[str, list[str]]:
    """What is told, a line each, by its title: who depends on whom, who stands between, who works together, cautions."""
    return {
        "谁牵头的任务离不开谁": [
            f"{kg.label(d.agency)}牵头{d.leads}项，其中{d.shared}项由{kg.label(d.on)}配合（{100 * d.share:.0f}%，{d.papers}份文件）"
            for d in found.dependences
        ],
        "居中联络的单位": [
            f"{kg.label(b.agency)}：居中度{b.between:.2f}，与{b.partners}个单位共同承担，连接{b.groups}个其他组"
            f"（逐份去掉文件，{found.papers}次中{b.stays}次仍在前列）"
            for b in found.brokers
        ],
        "常在一起的单位": [
            f"{'、'.join(kg.label(a) for a in c.agencies[:8])}{f'等{len(c.agencies)}个' if len(c.agencies) > 8 else ''}"
            f"（去掉一份文件，平均{100 * c.stays:.0f}%仍在一组）"
            for c in found.clusters
        ],
        "请注意": list(found.cautions),
    }


def render_network(kg: KnowledgeGraph, found: Network) -> str:
    """The network as text: what it rests on, then what is told."""
    lines = [
        f"{found.papers}份文件中写明机构的任务{found.tasks}项，其中{found.shared}项由几个机构共同承担；机构{found.agencies}个。"
    ]
    for title, told in network_lines(kg, found).items():
        lines += [f"\n【{title}】", *(f"  {line}" for line in told or ["（没有）"])]
    return "\n".join(lines) + "\n"


def network_record(kg: KnowledgeGraph, found: Network) -> dict[str, Any]:
    """The network as plain data, with the names of its agencies under their ids."""
    from zhize.graph.views.tables import source_of

    agencies = {n for d in found.dependences for n in (d.agency, d.on)} | {b.agency for b in found.brokers}
    agencies |= {n for c in found.clusters for n in c.agencies}
    dependences = [
        {**{k: v for k, v in msgspec.structs.asdict(d).items() if k != "fact"}, "source": source_of(d.fact)}
        for d in found.dependences
    ]
    data = {**msgspec.to_builtins(msgspec.structs.replace(found, dependences=())), "dependences": dependences}
    return {**data, "names": {n: kg.label(n) for n in sorted(agencies)}}
