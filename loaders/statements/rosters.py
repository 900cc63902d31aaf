"""Rosters of people: who sits in a body as what, one person a line, parted by blanks.

In print a roster is set with blanks only (`总 指 挥：王建国  区委常委、常务副区长`, the next deputies below without
the word). Blanks mean nothing elsewhere and are taken out, so these lines are made rows of a table here, with the
cells role, name and post.
"""

from __future__ import annotations

import regex

from zhize.loaders.files.mapped import Mapped
from zhize.loaders.print.clean import squeeze


def _spaced(word: str) -> str:
    return r"\s*".join(word)


ROLES = {
    "chief": ("总指挥", "总指挥长", "指挥长", "组长", "主任", "主任委员", "总召集人", "召集人", "会长"),
    "deputy": (
        "常务副总指挥", "副总指挥", "副总指挥长", "副指挥长", "常务副组长", "第一副组长", "副组长", "常务副主任", "副主任",
        "副主任委员", "副总召集人", "副召集人", "副会长",
    ),
    "member": ("成员", "成员单位", "委员", "组员"),
}  # fmt: skip
"""Words at the head of a roster, by the relation they stand for."""

_WORDS = sorted((word for words in ROLES.values() for word in words), key=len, reverse=True)
_NAME = r"(?P<name>(?![省市区县州镇乡])(?:\p{Han}{2,4}|\p{Han}\s{1,4}\p{Han})(?:（[^（）]{1,4}）)?)"
_POST = (
    r"(?P<post>\p{Han}[^。；：\t]{1,60}?(?:长|主任|书记|常委|委员|政委|主席|干部|负责人|科员|经理|教授|主管|巡视员|调研员|研究员)"
    r"(?:（[^（）]{1,20}）)?)"
)
_FIRST = regex.compile(
    rf"^(?P<role>{'|'.join(map(_spaced, _WORDS))})(?P<a>\s*[：:]\s*|\s{{2,}}){_NAME}(?P<b>\s{{1,12}}){_POST}\s*$"
)
_NEXT = regex.compile(rf"^(?P<a>\s{{2,40}}){_NAME}(?P<b>\s{{1,12}}){_POST}\s*$")


def roster_row(raw: Mapped, inside: bool) -> Mapped | None:
    r"""A line of a roster as a row `role\tname\tpost`; None for any other line.

    Args:
        raw: the line with its blanks.
        inside: whether the line above was one of a roster; only then the role may be missing.

    Example: `总 指 挥：王建国  区长` -> `总指挥\t王建国\t区长`; below it `  李  明  副区长` -> `\t李明\t副区长`.
    """
    body = raw.strip()
    match = _FIRST.match(body.text)
    if match:
        role = [squeeze(body[match.start("role") : match.end("role")])]
    else:
        body = raw[: len(raw.text.rstrip())]
        match = _NEXT.match(body.text) if inside else None
        role = []
    if match is None:
        return None
    cells = [squeeze(body[match.start(part) : match.end(part)]) for part in ("name", "post")]
    parts = [body[match.start(part) : match.end(part)].sub(regex.compile(r"^.*$"), lambda _: "\t") for part in "ab"]
    return Mapped.join([*role, parts[0], cells[0], parts[1], cells[1]])


def relation_of(role: str) -> str | None:
    """The relation that a word at the head of a roster stands for: `副组长` -> `deputy`."""
    return next((relation for relation, words in ROLES.items() if role in words), None)
