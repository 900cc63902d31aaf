"""Names of a question linked to nodes: places, agencies, bodies, documents, by any of their forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

import msgspec
import regex

from zhize.graph.identity.regions import coded_names
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.names import LEVEL_OF, is_agency, parse
from zhize.graph.language.phrases import phrase
from zhize.graph.language.reforms import heirs, renamed, successors, told
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.words import question_words

LEAST, LONGEST = 4, 14
"""Lengths of names that are looked up with one character wrong; shorter ones differ by one too often."""


class Link(msgspec.Struct, frozen=True):
    """A piece of the question and the nodes it may mean."""

    text: str
    start: int
    nodes: tuple[str, ...]

    @property
    def end(self) -> int:
        """Where the piece ends in the question."""
        return self.start + len(self.text)


class Links(msgspec.Struct, frozen=True):
    """All that was linked in a question. `unknown` are names that nothing in the graph has, `reasons` the reforms that
    led from an old or everyday name to the body of today.
    """

    agencies: tuple[Link, ...] = ()
    bodies: tuple[Link, ...] = ()
    places: tuple[Link, ...] = ()
    numbered: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    misspelt: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def regions(self) -> frozenset[str]:
        """The region nodes that the question names."""
        return frozenset(n for link in self.places for n in link.nodes)


_NUMBER = regex.compile(r"\p{Han}{1,12}[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*\d+\s*号")
_NAME = phrase("questions", "name")
_SHORT = phrase("questions", "place_end")
_NO_NAME = phrase("questions", "no_name")
_PLACE_LIKE = phrase("questions", "place_like")
_COMMON = phrase("questions", "no_place")
_LEVEL = phrase("questions", "level")
_SHORT_NAME = phrase("questions", "short_name")
_PHRASE = phrase("questions", "phrase")


class Linker:
    """The alias index of a graph. `known` tells whether any clause holds a string."""

    def __init__(
        self, kg: KnowledgeGraph, known: Callable[[str], bool], like: Callable[[str], bool] = lambda name: False
    ) -> None:
        self.kg, self.known, self.like = kg, known, like
        self.documents = kg.own_documents
        self.numbers = {_bare(kg.text(d, "number")): d for d in kg.nodes("Document") if kg.value(d, "number")}
        self.regions: dict[str, set[str]] = defaultdict(set)
        for node in kg.nodes("Region"):
            for name in self.names_of(node):
                self.regions[name].add(node)

    def names_of(self, region: str | None) -> tuple[str, ...]:
        """A region's name and its short form: `淄川区`, `淄川`."""
        if region is None:
            return ()
        name = self.kg.caption(region)
        short = _SHORT.sub("", name)
        return (name, short) if len(short) >= 2 else (name,)

    def region_of(self, agency: str) -> str | None:
        """The region node of an agency or body."""
        return next((str(f.object) for f in self.kg.out(agency, "jurisdiction")), None)

    @cached_property
    def forms(self) -> dict[str, set[str]]:
        """Agencies by each way to call them: as printed, with the place in front, without it."""
        table: dict[str, set[str]] = defaultdict(set)
        for node in self.kg.nodes("Agency"):
            region = self.region_of(node)
            for name in {str(v) for v in self.kg.values(node, "mention")} | {self.kg.text(node, "name")}:
                for form in self._ways(regex.sub(r"（[^（）]*）$", "", name), region):
                    if not regex.fullmatch(question_words().generic, form):
                        table[form].add(node)
        return table

    def _ways(self, base: str, region: str | None) -> Iterable[str]:
        yield base
        parsed = parse(base)
        rest = parsed.rest if parsed and parsed.level_word else base
        places = self.names_of(region)
        bare = next((rest[len(p) :] for p in places if rest.startswith(p)), rest)
        if len(bare) >= 3:
            yield bare
        for place in places:
            yield place + bare
            if parsed and parsed.level_word:
                yield place + base

    @cached_property
    def cores(self) -> dict[str, set[str]]:
        """Agencies by department."""
        table: dict[str, set[str]] = defaultdict(set)
        for node in self.kg.nodes("Agency"):
            if core := self.kg.text(node, "core"):
                table[core].add(node)
        return table

    @cached_property
    def body_forms(self) -> dict[str, set[str]]:
        """Commands, groups, offices by their names with and without the place."""
        table: dict[str, set[str]] = defaultdict(set)
        for node in self.kg.nodes("Body"):
            region = self.region_of(node)
            for value in (*self.kg.values(node, "name"), *self.kg.values(node, "alias")):
                name = str(value)
                if regex.fullmatch(question_words().generic, name):
                    continue
                table[name].add(node)
                bare = name[1:] if _LEVEL.match(name) else name
                for place in self.names_of(region):
                    table[place + bare.removeprefix(place)].add(node)
                    if len(bare.removeprefix(place)) >= 5:
                        table[bare.removeprefix(place)].add(node)
        return table

    # -- linking

    def link(self, question: str, region: str | None = None) -> Links:
        """Link a question; `region` (a place name) stands for the place where the question names none."""
        taken = [False] * len(question)
        self._reasons: list[str] = []
        numbered, numbers_unknown = self._numbered(question, taken)
        bodies = self._find(question, self.body_forms, taken, 3)
        agencies = self._find(question, self.forms, taken, 3)
        more, unknown = self._by_core(question, taken)
        agencies = sorted((*agencies, *more), key=lambda link: link.start)
        misspelt = False
        if not agencies and not bodies:
            agencies = self._misspelt(question, taken)
            misspelt = bool(agencies)
            unknown = [] if agencies else unknown
        places = self._places(question)
        if not places and region:
            places = [Link(region, len(question), self.region_nodes(region))]
        here = {n for p in places for n in p.nodes} or {
            str(f.object) for d in numbered for f in self.kg.out(d, "relevant_for")
        }
        settled = [self._settle(link, here, question) for link in agencies]
        unknown += [link.text for link in settled if not link.nodes and not self.like(link.text)]
        unknown = [name for name in unknown if not self.like(name) and self._proper(name)]
        unknown += numbers_unknown + self._strange_places(question, places, taken)
        return Links(
            tuple(link for link in settled if link.nodes),
            tuple(self._narrow(link, here) for link in bodies),
            tuple(places),
            numbered,
            tuple(dict.fromkeys(unknown)),
            tuple(self._spans),
            misspelt,
            tuple(dict.fromkeys((*self._reasons, *(r for link in settled for r in self._reforms_of(link))))),
        )

    def _today(self, core: str, *, level: str | None = None, here: set[str] | None = None) -> set[str]:
        """The bodies that reforms made of a department, the first that the graph holds; notes the reforms."""

        def fits(node: str) -> bool:
            at_level = level is None or self.kg.text(node, "level") == level
            return at_level and (here is None or self.region_of(node) in here)

        for line in heirs(core):
            for n, reform in enumerate(line, 1):
                if nodes := {node for node in self.cores.get(reform.new, set()) if fits(node)}:
                    self._reasons += told(line[:n])
                    return nodes
        return set()

    def _reforms_of(self, link: Link) -> tuple[str, ...]:
        """What became of the bodies that a name means, where the name is one of the time before a reform."""
        parsed = parse(link.text)
        core = parsed.core_id if parsed else None
        if parsed is None or core is None or not link.nodes or {self.kg.text(n, "core") for n in link.nodes} != {core}:
            return ()
        line = successors(core)
        whole = line and all(r.kind in ("merged", "renamed") and not r.levels for r in line)
        return renamed(core, parsed.rest.removesuffix(parsed.suffix)) or (told(line) if whole else ())

    def region_nodes(self, name: str) -> tuple[str, ...]:
        """The region nodes of a place's name, full, short or with the places above (`云州市青石区`); none where it is not known."""
        if name in self.regions:
            return tuple(sorted(self.regions[name]))
        last = max((n for n in self.regions if name.endswith(n)), key=len, default="")
        if last and name.removesuffix(last) in self.regions:
            return tuple(sorted(self.regions[last]))
        return tuple(f"region:{key}" for key in coded_names().get(name, ())) if self.known(name) else ()

    def _numbered(self, question: str, taken: list[bool]) -> tuple[tuple[str, ...], list[str]]:
        """Documents named by number, and numbers that no document has."""
        found, unknown = [], []
        self._spans: list[tuple[int, int]] = []
        for match in _NUMBER.finditer(question):
            wanted = _bare(match[0])
            hits = [d for n, d in self.numbers.items() if wanted.endswith(n)]
            if not hits and not self.known(match[0][-6:]):
                unknown.append(match[0])
            if hits:
                best = max(hits, key=lambda d: len(self.kg.text(d, "number")))
                found.append(best)
                start = match.end() - len(self.kg.text(best, "number"))
                taken[start : match.end()] = [True] * (match.end() - start)
                self._spans.append((start, match.end()))
        return tuple(dict.fromkeys(found)), unknown

    def _find(self, question: str, forms: dict[str, set[str]], taken: list[bool], least: int) -> list[Link]:
        out, start = [], 0
        while start < len(question):
            hit = next(
                (
                    end
                    for end in range(min(len(question), start + 40), start + least - 1, -1)
                    if question[start:end] in forms and not any(taken[start:end])
                ),
                0,
            )
            if hit and self._whole(question, hit):
                text = question[start:hit]
                out.append(Link(text, start, tuple(sorted(forms[text]))))
                taken[start:hit] = [True] * (hit - start)
                start = hit
            else:
                start += 1
        return out

    @staticmethod
    def _whole(question: str, end: int) -> bool:
        """Whether a name that ends here does not end inside a longer word: 管理办 of 管理办法."""
        inside = regex.compile(question_words().inside)
        return not any(m.end() == end for m in inside.finditer(question))

    @cached_property
    def _near(self) -> dict[str, set[str]]:
        """Long names with one character left open, to find names that are one character off."""
        near: dict[str, set[str]] = defaultdict(set)
        for form in self.forms:
            if LEAST <= len(form) <= LONGEST:
                for i in range(len(form)):
                    near[f"{form[:i]}＊{form[i + 1 :]}"].add(form)
        return near

    def _misspelt(self, question: str, taken: list[bool]) -> list[Link]:
        """The longest name that a piece of the question is one character off; none where two names are as near.

        A piece that is itself the name of a known department is no slip.
        """
        for length in range(min(LONGEST, len(question)), LEAST - 1, -1):
            for start in range(len(question) - length + 1):
                piece = question[start : start + length]
                forms = {f for i in range(length) for f in self._near.get(f"{piece[:i]}＊{piece[i + 1 :]}", ())}
                nodes = {n for form in forms for n in self.forms[form]}
                parsed = parse(piece)
                if length == LEAST and not _SHORT_NAME.match(piece):
                    continue
                one = len({self.kg.value(n, "core") or n for n in nodes}) == 1
                if (
                    nodes
                    and one
                    and not _PHRASE.search(piece)
                    and not (parsed and parsed.core_id)
                    and not self.known(piece)
                ):
                    taken[start : start + length] = [True] * length
                    return [Link(piece, start, tuple(sorted(nodes)))]
        return []

    def _by_core(self, question: str, taken: list[bool]) -> tuple[list[Link], list[str]]:
        """Names that no document prints in this form: matched by department (区应急局 for 区应急管理局)."""
        found: list[Link] = []
        unknown: list[str] = []
        for match in _NAME.finditer(question):
            for cut in range(len(match[0]) - 2):
                name, start = match[0][cut:], match.start() + cut
                if any(taken[start : match.end()]) or not self._may_be(name) or _NO_NAME.search(name):
                    continue
                if not self._whole(question, match.end()):
                    break
                parsed = parse(name)
                nodes = self.cores.get(parsed.core_id, set()) if parsed and parsed.core_id else set()
                if parsed and parsed.level_word:
                    level = LEVEL_OF.get(parsed.level_word)
                    nodes = {n for n in nodes if level is None or self.kg.text(n, "level") == level}
                if not nodes and parsed and parsed.core_id:
                    nodes = self._today(parsed.core_id, level=LEVEL_OF.get(parsed.level_word))
                if nodes:
                    found.append(Link(name, start, tuple(sorted(nodes))))
                elif any(self.known(n) for n in self._bare_names(name)) or (
                    parsed and len(parsed.rest) > 3 and self.known(parsed.rest)
                ):
                    break
                else:
                    unknown.append(name)
                taken[start : match.end()] = [True] * (match.end() - start)
                break
        return found, unknown

    def _proper(self, name: str) -> bool:
        """Whether a piece that nothing has may be a name: a longer one only where it begins with a place; no words of any body."""
        if regex.search(f"(?:{question_words().generic})$", name) and regex.search(question_words().bodies, name):
            return False
        return len(name) <= 9 or any(name[:i] in self.regions or name[:i] in coded_names() for i in range(2, 8))

    @staticmethod
    def _may_be(name: str) -> bool:
        """Whether a piece of a question may be the name of a body: an agency, or a department that reforms changed, alone."""
        if is_agency(name):
            return True
        found = lexicon().match(name)
        return found is not None and bool(heirs(found[0].id) or renamed(found[0].id, name.removesuffix(found[1])))

    @staticmethod
    def _bare_names(name: str) -> list[str]:
        """A name and what is left of it without the place in front: `石城县农粮局` -> `县农粮局`, `农粮局`."""
        return [name] + [
            name[i:] for i in range(1, len(name) - 2) if name[:i] in coded_names() or name[: i + 1] in coded_names()
        ]

    def _places(self, question: str) -> list[Link]:
        out: list[Link] = []
        taken = [False] * len(question)
        for name in sorted(self.regions, key=lambda n: (-len(n), n)):
            at = question.find(name)
            if at >= 0 and not any(taken[at : at + len(name)]):
                taken[at : at + len(name)] = [True] * len(name)
                out.append(Link(name, at, tuple(sorted(self.regions[name]))))
        out += self._coded(question, taken)
        return sorted(out, key=lambda link: link.start)

    def _coded(self, question: str, taken: list[bool]) -> list[Link]:
        """Places of the country's table that the graph has no node of but the print names."""
        out, start = [], 0
        while start < len(question) - 1:
            name = next(
                (
                    question[start:e]
                    for e in range(min(len(question), start + 10), start + 1, -1)
                    if question[start:e] in coded_names()
                ),
                "",
            )
            if name and not any(taken[start : start + len(name)]) and self.known(name):
                out.append(Link(name, start, tuple(f"region:{key}" for key in coded_names()[name])))
                start += len(name)
            else:
                start += 1
        return out

    def _strange_places(self, question: str, places: list[Link], taken: list[bool]) -> list[str]:
        """Names of places that nothing in the graph prints: `白泉区` before 应急局."""
        out = []
        for match in _PLACE_LIKE.finditer(question):
            name = match["name"]
            over = any(p.start < match.end("name") and match.start() < p.end for p in places)
            if (
                not over
                and not _COMMON.search(name)
                and not _NO_NAME.search(name)
                and not self.known(name)
                and not self.known(name[:-1])
            ):
                out.append(name)
        return out

    def _settle(self, link: Link, here: set[str], question: str) -> Link:
        """The agency of the place that the question names; nobody where that place has none."""
        own = tuple(n for n in link.nodes if self.region_of(n) in here)
        if own or not here:
            return Link(link.text, link.start, own) if own else self._by_level(link)
        cores = {self.kg.text(n, "core") for n in link.nodes} - {""}
        there = tuple(sorted(n for core in cores for n in self.cores[core] if self.region_of(n) in here))
        if not there:
            there = tuple(sorted(n for c in cores for n in self._today(c, here=here)))
        if there:
            return Link(link.text, link.start, there)
        before = question[: link.start]
        return Link(link.text, link.start, ()) if any(before.endswith(n) for n in self.regions) else link

    def _by_level(self, link: Link) -> Link:
        level = LEVEL_OF.get(link.text[:1])
        own = tuple(n for n in link.nodes if self.kg.text(n, "level") == level)
        return Link(link.text, link.start, own) if own and len(link.nodes) > 1 else link

    def _narrow(self, link: Link, here: set[str]) -> Link:
        own = tuple(n for n in link.nodes if self.region_of(n) in here)
        return Link(link.text, link.start, own) if own else link


def _bare(text: str) -> str:
    return regex.sub(r"[\s〔〕\[\]（）()【】]", "", text)
