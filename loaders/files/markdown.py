"""Markdown to text: tables of HTML within it, breaks within cells, figures that converters print as LaTeX."""

from __future__ import annotations

from html import unescape

import regex

from zhize.loaders.files.cells import cell_glue
from zhize.loaders.files.html import html_text
from zhize.loaders.files.traced_text import Builder, TracedText

_TABLE = regex.compile(r"<table(?=[\s>])", regex.I)
_TABLE_END = regex.compile(r"</table\s*+>", regex.I)


def markdown_text(source: str) -> TracedText:
    """The text of a Markdown file, traced to the characters of the file.

    Marks of headings, lists and bold print and rows of pipe tables stay as they are; they tell about the outline.
    """
    return _pieces(source, markdown=True)


def plain_text(source: str) -> TracedText:
    """The text of a text file; tables of HTML that a converter left in it are read as rows."""
    return _pieces(source, markdown=False) if _TABLE.search(source) else TracedText.identity(source)


def _pieces(source: str, *, markdown: bool) -> TracedText:
    out = Builder()
    whole = TracedText.identity(source)
    at = 0
    while at < len(source):
        begin = _TABLE.search(source, at)
        start = begin.start() if begin else len(source)
        piece = whole[at:start]
        out.extend(_marks(piece) if markdown else piece)
        if begin is None:
            break
        at = _table_end(source, begin.start())
        table = html_text(source[start:at])
        out.glue("\n", start)
        for text, a, b in zip(table.text, table.starts, table.ends, strict=True):
            out.stand_for(text, start + a, start + b)
        out.glue("\n", at)
    return out.traced()


def _table_end(source: str, start: int) -> int:
    """Where a table that begins here ends, tables within it included; without an end, at the next blank line."""
    depth, at = 1, start + 6
    while depth:
        end = _TABLE_END.search(source, at)
        if end is None:
            blank = source.find("\n\n", start)
            return len(source) if blank < 0 else blank
        depth += len(_TABLE.findall(source, at, end.start())) - 1
        at = end.end()
    return at


def _marks(text: TracedText) -> TracedText:
    text = text.sub(_COMMENT, lambda m: "")
    text = text.sub(_FENCE, lambda m: "")
    if "<br" in text.text.lower():
        text = _breaks(text)
    if "$" in text.text or "\\(" in text.text:
        text = text.sub(_LATEX, _latex)
    if "](" in text.text:
        text = text.sub(_PICTURE, lambda m: "").sub(_LINK, lambda m: m[1])
    text = _emphasis(_references(text.sub(_CLOSING, lambda m: "").sub(_TASK, lambda m: "")))
    if "\\" in text.text:
        text = text.sub(_HARD_BREAK, lambda m: "").sub(_ESCAPED, lambda m: m[1])
    return text.sub(_REFERENCE, _sign) if "&" in text.text else text


def _sign(match: regex.Match[str]) -> str:
    """What a character reference stands for; a bar does not part cells."""
    sign = unescape(match[0])
    return "\\|" if sign == "|" else sign


def _references(text: TracedText) -> TracedText:
    """Links whose address stands elsewhere (`[区水利局][1]`, `[1]: https://…`) as their text."""
    if not _ADDRESS.search(text.text):
        return text
    return text.sub(_ADDRESS, lambda m: "").sub(_NAMED_LINK, lambda m: m[1])


def _emphasis(text: TracedText) -> TracedText:
    """Without marks of slanted print and without what is struck out."""
    for mark, pattern in (("~~", _STRUCK), ("*", _SLANTED), ("_", _LOW)):
        if mark in text.text:
            text = text.sub(pattern, lambda m: m["inner"] or "")
    return text


_CLOSING = regex.compile(r"(?<=^ {0,3}#{1,6} [^\n]{0,300})(?:[ \t]+#+|[ \t]*\{#[\w-]{1,60}\})[ \t]*$", regex.M)
"""What closes a heading: `# 标题 #`, `# 标题 {#name}`."""
_TASK = regex.compile(r"(?<=^\s{0,12}[-*+] )\[[ xX]\]\s+", regex.M)
_HARD_BREAK = regex.compile(r"(?<!\\)\\$", regex.M)
_ADDRESS = regex.compile(r"^ {0,3}\[[^\[\]^\n]{1,60}\]:[ \t]+\S{1,600}[^\n]{0,200}$", regex.M)
_NAMED_LINK = regex.compile(r"(?<!!)\[([^\[\]\n]{1,300}+)\]\[[^\[\]\n]{0,60}\]")
_STRUCK = regex.compile(r"~~(?P<gone>(?![\s\d~])[^~\n]{1,200}(?<![\s~]))~~(?P<inner>)")
_SLANTED = regex.compile(
    r"(?<![*\d\\\n ])\*(?![\s*])(?P<inner>[^*\n]{1,200}+)(?<![\s\\])\*(?![*\d])|^\*(?![\s*])(?P<inner>[^*\n]{1,200}+)(?<![\s\\])\*(?![*\d])",
    regex.M,
)
_LOW = regex.compile(r"(?<![_A-Za-z0-9\\])_(?![\s_])(?P<inner>[^_\n]{1,200}+)(?<![\s\\])_(?![_A-Za-z0-9])")


_COMMENT = regex.compile(r"<!--(?:[^-\n>]|-(?!->)){0,200}+-->")
_FENCE = regex.compile(r"^\s{0,3}```\w*\s*$", regex.M)
_PICTURE = regex.compile(r"!\[[^\[\]\n]{0,300}+\]\([^()\n]{0,1000}+\)")
_LINK = regex.compile(
    r"(?<!!)\[([^\[\]\n]{1,300}+)\]\((?:https?:|/|\.|#|mailto:|javascript:)(?:[^()\n]|\([^()\n]{0,200}+\)){0,1000}+\)"
)
_ESCAPED = regex.compile(r"\\([*_#\[\]().+\-!>~`{}（）〔〕])")
_REFERENCE = regex.compile(r"&(?:nbsp|ensp|emsp|lt|gt|amp|quot|ldquo|rdquo|middot|mdash|hellip|times|#\d{1,6});")
_BREAK = regex.compile(r"[ \t]*+<br\s{0,3}/?>[ \t]*+", regex.I)
_CELL = regex.compile(r"[^|]*$")


def _breaks(text: TracedText) -> TracedText:
    """A break in a row of a pipe table as what it means there, any other as a line's end."""
    out: list[TracedText] = []
    for line in text.lines():
        if line.text.count("|") >= 2:
            whole = line.text

            def glue(match: regex.Match[str], whole: str = whole) -> str:
                left = _BREAK.sub("", whole[max(0, match.start() - 200) : match.start()].rpartition("|")[2])
                return cell_glue(left, whole[match.end() : match.end() + 200].partition("|")[0], soft=True)

            out.append(line.sub(_BREAK, glue))
        else:
            out.append(line.sub(_BREAK, lambda m: "\n"))
    return TracedText.join(out, "\n")


_LATEX = regex.compile(r"(?<![\\$])\$(?P<a>[^$\n]{1,300}+)\$(?!\$)|\\\((?P<b>[^$\n]{1,300}?)\\\)")
_SIGNS = {
    "%": "%",
    "times": "×",
    "geq": "≥",
    "ge": "≥",
    "geqslant": "≥",
    "leq": "≤",
    "le": "≤",
    "leqslant": "≤",
    "sim": "～",
    "pm": "±",
    "cdot": "·",
    "circ": "°",
    "rightarrow": "→",
    "to": "→",
    "div": "÷",
    "neq": "≠",
    "approx": "≈",
    "mu": "μ",
    "alpha": "α",
    "beta": "β",
    "Omega": "Ω",
    "permil": "‰",
    "textperthousand": "‰",
    "ldots": "…",
    "cdots": "…",
    "{": "{",
    "}": "}",
    "#": "#",
    "&": "&",
    "_": "_",
    "$": "$",
    "prime": "′",
    "left": "",
    "right": "",
    "quad": " ",
    ",": "",
    ";": "",
    ":": "",
    "!": "",
    " ": "",
    "langle": "〈",
    "rangle": "〉",
    "bullet": "•",
    "checkmark": "√",
    "square": "□",
    "Delta": "Δ",
    "triangle": "△",
    "bigcirc": "○",
    "star": "★",
    "bigstar": "★",
}
_COMMAND = regex.compile(r"\\(?:([A-Za-z]+)\s*|(.))")
_WRAPPED = regex.compile(
    r"\\(?:mathrm|mathbf|mathit|mathsf|mathtt|text|textbf|textrm|operatorname|mathcal|mbox|rm)\s*\{([^{}]{0,200})\}"
)
_CIRCLED = regex.compile(r"\\(?:textcircled|circled)\s*\{?\s*([\d\s]{1,4})\s*\}?")


def _latex(match: regex.Match[str]) -> str:
    r"""A formula as plain text where it is but a figure or a sign: `98\%` -> `98%`, `[ 2 0 2 3 ]` -> `[2023]`.

    What is no figure (a sum of money between two dollar signs, a formula with unknown commands) stays.
    """
    body = match["a"] or match["b"]
    if match["b"] and regex.search(r"\p{Han}", body):
        return match[0]  # brackets that are escaped
    text = _CIRCLED.sub(lambda m: _circle(m[1]), body)
    for _ in range(3):
        text = _WRAPPED.sub(r"\1", text)
    if regex.search(r"[A-Za-z]{3,}", _COMMAND.sub("", text)) or (
        match["a"] and regex.search(r"\p{Han}.*\p{Han}", body) and "\\" not in body
    ):
        return match[0]
    commands = [m[1] or m[2] for m in _COMMAND.finditer(text)]
    if any(command not in _SIGNS for command in commands):
        return match[0]
    text = _COMMAND.sub(lambda m: _SIGNS[m[1] or m[2]], text)
    return regex.sub(r"[\s{}^_~]", "", text)


def _circle(digits: str) -> str:
    number = int("".join(digits.split()) or 0)
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else f"({number})"
