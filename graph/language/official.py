"""Official names of departments and the kind of body that a name tells: what the lexicon says beyond the grammar of names."""

from __future__ import annotations

from functools import lru_cache

import regex

from zhize.graph.language.lexicon import DEFAULT_SUFFIX, lexicon


def official(core_id: str, level: str) -> str:
    """The official name of a department at a level, without its region: (`emergency`, `省`) -> 应急管理厅."""
    department = lexicon().departments[core_id]
    if level == "国家" and core_id in lexicon().officials:
        return lexicon().officials[core_id]
    if level in department.official:
        return department.official[level]
    if not department.units or core_id == "people_bank":
        return department.core
    return department.core + department.suffix.get(level, DEFAULT_SUFFIX.get(level, "局"))


def merged_parts(core_id: str) -> tuple[str, ...]:
    """The departments that were merged into this one: education_sports -> education, sports."""
    return lexicon().departments[core_id].merged


@lru_cache(4096)
def kind_of(printed: str) -> str:
    """The kind of body that a name's ending tells; `other` where it tells nothing."""
    kinds = lexicon().words.kinds
    for ending in sorted(kinds, key=len, reverse=True):
        if printed.endswith(ending):
            return kinds[ending]
    if regex.search(r"[局委办厅部署司处]$|(?:总队|支队|大队|队)$", printed):
        return "department"
    return "other"
