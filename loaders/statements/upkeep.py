"""Who prepares, explains and revises a document: `本预案由A负责解释`."""

from __future__ import annotations

import regex

from zhize.graph.language.lists import split_names
from zhize.graph.language.names import is_agency
from zhize.graph.language.sentences import sentence_end
from zhize.loaders.claims import Claims, Scope

_SELF = r"(?:本|该|此)(?:预案|办法|方案|规定|细则|规则|制度|意见|通知|规划|标准|条例|措施)"
_BY = regex.compile(
    rf"{_SELF}(?:的)?(?:具体)?(?:应用|解释|修订|制定|编制)?(?:工作)?(?:，)?由(?P<who>[^，。；]{{2,60}}?)(?:会同\p{{Han}}{{2,40}}?)?(?:共同|牵头|具体|联合)?(?:负责)?(?P<what>(?:制定|编制|起草|组织编制|组织修订|修订|解释|管理|组织实施|组织制定|[、和及与并，])+)"
)
_VERBS = (("prepares", "制定|编制|起草"), ("revises", "修订"), ("explains", "解释"))
_MORE = regex.compile(r"(?P<verb>解释|修订)")


def upkeep(scope: Scope) -> Claims:
    """Who made a document, revises it and explains it; what follows in the sentence counts for the same body.

    Example: `本预案由区应急局制定，并负责解释。` -> prepares, explains.
    """
    found = Claims()
    for section in scope.sections:
        for block in section.blocks:
            for match in _BY.finditer(block.text) if not block.table else ():
                names, _ = split_names(match["who"])
                stop = sentence_end(block.text, match.end() - 1, stops="。")
                said = match["what"] + "".join(m[0] for m in _MORE.finditer(block.text[match.end() : stop]))
                before = block.text[match.start() : match.start("who")]
                span = (block.start + match.start(), block.start + max(stop, match.end()))
                for predicate, verbs in _VERBS:
                    if not regex.search(verbs, said + before):
                        continue
                    for order, mention in enumerate(names):
                        if mention.collective or is_agency(mention.reading) or mention.reading.endswith("办公室"):
                            found.add(mention, predicate, scope.id, span, "upkeep", section=section.path, order=order)
    return found
