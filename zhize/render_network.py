"""The network of work as text to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from zhize.messages import gettext as _
from zhize.messages import listed

if TYPE_CHECKING:
    from zhize.graph.model.knowledge import KnowledgeGraph
    from zhize.queries.network.network import Network


def network_lines(kg: KnowledgeGraph, found: Network) -> dict[str, list[str]]:
    """What is told, a line each, by its title: who depends on whom, who stands between, who works together, cautions."""
    return {
        _("谁牵头的任务离不开谁"): [
            _(
                "{agency}牵头{leads}项，其中{shared}项由{other}配合（{share}%，{papers}份文件）",
                agency=kg.label(d.agency),
                leads=d.leads,
                shared=d.shared,
                other=kg.label(d.on),
                share=f"{100 * d.share:.0f}",
                papers=d.papers,
            )
            for d in found.dependences
        ],
        _("居中联络的单位"): [
            _(
                "{agency}：居中度{between}，与{partners}个单位共同承担，连接{groups}个其他组"
                "（逐份去掉文件，{papers}次中{stays}次仍在前列）",
                agency=kg.label(b.agency),
                between=f"{b.between:.2f}",
                partners=b.partners,
                groups=b.groups,
                papers=found.tried,
                stays=b.stays,
            )
            for b in found.brokers
        ],
        _("常在一起的单位"): [
            _(
                "{agencies}（共{count}个；去掉一份文件，平均{stays}%仍在一组）",
                agencies=listed(kg.label(a) for a in c.agencies[:8]),
                count=len(c.agencies),
                stays=f"{100 * c.stays:.0f}",
            )
            for c in found.clusters
        ],
        _("请注意"): list(found.cautions),
    }


def render_network(kg: KnowledgeGraph, found: Network) -> str:
    """The network as text: what it rests on, then what is told."""
    lines = [
        _(
            "{papers}份文件中写明机构的任务{tasks}项，其中{shared}项由几个机构共同承担；机构{agencies}个。",
            papers=found.papers,
            tasks=found.tasks,
            shared=found.shared,
            agencies=found.agencies,
        )
    ]
    for title, told in network_lines(kg, found).items():
        lines += [f"\n【{title}】", *(f"  {line}" for line in told or [_("（没有）")])]
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
