"""Cleaning of print, character by character, in named steps that keep the offsets.

Lines are not joined here (see `lines`); what these steps do holds for any line on its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import regex

from zhize.graph.language.numbers import BRACKETS, OPENING
from zhize.loaders.files.traced_text import TracedText

HAN = r"\p{Han}々〇○×"

_INVISIBLE = regex.compile(
    "[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u00ad\ufffc\u0000-\u0008\u000e-\u001f\u007f\ufe00-\ufe0f\U000e0100-\U000e01ef]|\r(?=\n)"
)


def drop_invisible(text: TracedText) -> TracedText:
    """Delete byte-order marks, zero-width and direction marks, variation selectors, soft hyphens, control characters."""
    return text.sub(_INVISIBLE, lambda m: "")


_TAG = regex.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|font|sup|sub|div|center|td|tr|th|table|tbody|thead)(?:\s[^<>]{0,200})?/?>|&(?!amp;|lt;|gt;)[a-z]{2,6};",
    regex.I,
)


def drop_tags(text: TracedText) -> TracedText:
    """Delete HTML tags and marks of blanks (`&nbsp;`) that a print keeps; comparison signs stay.

    Example: `<p>1.完成普查。</p>` -> `1.完成普查。`; `误差<5` stays.
    """
    return text.sub(_TAG, lambda m: "")


_RADICALS = (
    "⺁厂⺄乙⺆冂⺇几⺊卜⺌小⺎兀⺒巳⺓幺⺕彐⺛旡⺜日⺝月⺟母⺠民⺦丬⺧牛⺩王⺪疋⺫目⺬示⺮竹⺯糸⺰纟⺳网⺴网⺵网⺶羊⺷羊⺸羊⺻聿⺼月⺽臼⻁虎⻃西⻄西⻅见"
    "⻆角⻇角⻈讠⻉贝⻊足⻋车⻐钅⻑长⻒长⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟食⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
)
"""Radicals of U+2E80 on that look like a whole character, each with it; Unicode itself does not fold them."""


def _width_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for char in "，；：？！（）":  # these stay full-width in Chinese text
        del table[ord(char)]
    table |= {0x1D7CE + i: str(i % 10) for i in range(50)}  # digits of mathematical alphabets
    table |= {ord(a): b for a, b in zip("«»‹›∶﹕﹔﹐﹝﹞︰【】［］", "《》〈〉：：；，〔〕：【】[]", strict=True)}
    table |= {ord(c): " " for c in "\u00a0\u3000\u2002\u2003\u2009\u202f\u205f"}
    table |= {ord("\f"): "\n", ord("\v"): "\n", ord("\u2028"): "\n", ord("\u2029"): "\n", 0x0D: "\n", 0x85: "\n"}
    table |= {
        ord(a): b for a, b in zip("﹙﹚﹛﹜︵︶︷︸︹︺︽︾︿﹀﹁﹂", "（）{}（）{}〔〕《》〈〉「」", strict=True)
    }
    # PDF fonts often encode Han characters as look-alike radicals.
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            table[code] = folded
    table |= {ord(radical): plain for radical, plain in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
    return table


_WIDTH = _width_table()


def fold_width(text: TracedText) -> TracedText:
    """Full-width digits, letters and signs to half-width, `«»` to `《》`, `∶` to `：`, odd blanks to a blank.

    Example: `２０２３年«办法»` -> `2023年《办法》`
    """
    return text.translate(_WIDTH)


def fold_number_brackets(text: TracedText) -> TracedText:
    """The brackets of a document number are `〔〕`: `[2023]5号`, `(2023)5号`, `{2023}5号` -> `〔2023〕5号`."""
    return text.sub(BRACKETS, lambda m: "〔" if m[0] in OPENING else "〕")


_HALF = regex.compile(rf"(?<![\x21-\x7e])[,;:?!](?!//)|(?<=[^\d\s])[,;:?!](?=\s*[{HAN}《“（\"])|[()]")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}


def fold_punctuation(text: TracedText) -> TracedText:
    """Half-width `, ; : ? ! ( )` of Chinese text to full-width; `1,200`, `8:30` and `https://` stay.

    Example: `区应急局,区水利局(以下简称)` -> `区应急局，区水利局（以下简称）`
    """
    return text.sub(_HALF, lambda m: _FULL[m[0]])


_STOP = regex.compile(
    rf"(?<=[{HAN}》）〕”’%‰〉])\.(?=\s|$|[{HAN}《（“\d])|(?<=[{HAN}》）〕”’%‰〉\d]|[A-Za-z])\.(?=\s*[（\[]\s*责\s*任)",
    regex.M,
)


def fold_stops(text: TracedText) -> TracedText:
    """`.` that ends a Chinese sentence to `。`; decimals, item numbers and addresses stay.

    Example: `达到100%. 全市` -> `达到100%。 全市`; `1.5`, `3. 加强` stay.
    """
    return text.sub(_STOP, lambda m: "。")


STEPS: tuple[Callable[[TracedText], TracedText], ...] = (
    drop_invisible,
    drop_tags,
    fold_width,
    fold_number_brackets,
    fold_punctuation,
    fold_stops,
)


def clean(text: TracedText) -> TracedText:
    """All steps in order."""
    for step in STEPS:
        text = step(text)
    return text


_BLANK = regex.compile(
    rf"(?<=[{HAN}\p{{P}}])[ \t]++|(?<![ \t])[ \t]++(?=[{HAN}，。；：？！、）》〉〕”’（《〈〔“‘\-—%‰])|(?<=\d)[ \t]++(?=\d)(?!\d{{1,3}}\.)"
)


def squeeze(text: TracedText) -> TracedText:
    """Delete blanks that only print or OCR put in: between Han characters, around punctuation and digits.

    Blanks between two Latin words stay: `责 任 单 位：市 水 务局` -> `责任单位：市水务局`, `A 级` -> `A级`.
    """
    return text.sub(_BLANK, lambda m: "")
