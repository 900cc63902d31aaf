"""Bodies that a text speaks of, outside marks and lists: who is mentioned where."""

from __future__ import annotations

import regex

from zhize.graph.identity.regions import Regions
from zhize.graph.language.leading import name_end
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_collective, parse
from zhize.loaders.claims import Claims, Scope

# A name begins after punctuation or after a word that takes a body: 由…, 报…, 经…, 会同….
_BEFORE = regex.compile(
    r"(?:^|(?<=[，。；：、（“”》〉）\"]))(?:各级|现将|并|由|向|报|经|请|为|任|与|和|及|同|对|送|将|在|到|至|给|以|受|按|请示|报请|提请|上报|报送|会同|协助|配合|通知|按照|根据|提报|依托|指导|联系|批准|对接)?(?=[\p{Han}])"
    r"|(?<=由|向|报|经|为|与|及|和|同|请|会同|配合|协助|提请|报送|对接|通知)(?=[省市区县团国中\p{Han}])"
)
_START = regex.compile(
    r"[省市区县](?!级|内|外|域|属|直|上|里|区|镇|乡|民|县|道|场)|团[省市区县]委|\p{Han}{2,6}[省市区县旗州]|国务院|中央|国家|省"
)


_SPLIT_WORDS = frozenset(("经济", "经营", "经信", "经贸", "经开", "和平", "向阳", "由来", "对口", "对外"))


def _certain(name: str) -> bool:
    """Whether a name in running text is one for certain: a known department right behind its level word or behind
    a known place, or a command, office or institution behind a level word. `及时与市政府办公室` is none.
    """
    parsed = parse(name)
    if parsed is None:
        return False
    if parsed.level_word:
        standing = parsed.kind in ("command_body", "office", "public_institution")
        bare = standing and not regex.search(r"成立|设立|组建|提请|[报送与由向]|政府.+政府", parsed.rest)
        return lexicon().match(parsed.rest) is not None or bare
    if parsed.core_id == "youth_league":
        return True
    found = Regions.load().leading(parsed.base)
    return found is not None and lexicon().match(found[1]) is not None


def mentions(scope: Scope) -> Claims:
    """Bodies named in running text, each once a document with its first place.

    Only names of known departments count (`提请市委编办对部门职责进行确认` -> 市委编办).
    """
    found = Claims()
    seen: set[str] = set()
    for section in scope.sections:
        for block in section.blocks:
            text = block.text
            at = 0
            for match in _BEFORE.finditer(text):
                start = match.end()
                if start < at or text[start - 1 : start + 1] in _SPLIT_WORDS or not _START.match(text, start):
                    continue
                end = name_end(text, start)
                name = text[start:end]
                if not end or name in seen or is_collective(name):
                    continue
                if not _certain(name):
                    continue
                seen.add(name)
                at = end
                span = (block.start + start, block.start + end)
                found.add(scope.id, "mentions", Mention(name, name), span, "mention", section=section.path)
    return found
