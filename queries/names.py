"""Names of a question linked to nodes: places, agencies, bodies, documents, by any of their forms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import msgspec
import regex

from zhize.graph.identity.regions import coded_names
from zhize.graph.language.lexicon import lexicon, type_words
from zhize.graph.language.names import LEVEL_OF, is_agency, parse
from zhize.graph.language.phrases import phrase
from zhize.graph.language.reforms import heirs, renamed, successors, told
from zhize.graph.language.vocabulary import any_of
from zhize.queries.prepared import LEAST, LONGEST
from zhize.queries.shelf import Shelf
from zhize.queries.words import question_words


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
_NAME = phrase("questions", "name", type_word=any_of(type_words()))
_NO_NAME = phrase("questions", "no_name")
_PLACE_LIKE = phrase("questions", "place_like", type_word=any_of(type_words()))
_COMMON = phrase("questions", "no_place")
_IN_WORD = phrase("questions", "level_in_word")
_SHORT_NAME = phrase("questions", "short_name")
_PHRASE = phrase("questions", "phrase")


class Forms(Mapping[str, set[str]]):
    """A table of names that is looked up: the nodes that each form names."""

    def __init__(self, find: Callable[[str], Mapping[str, str | None]]) -> None:
        self._find = find

    def __getitem__(self, form: str) -> set[str]:
        if found := self._find(form):
            return set(found)
        raise KeyError(form)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("names are looked up, not listed")

    def __len__(self) -> int:
        raise TypeError("names are looked up, not listed")


class Linker:
    """The names of a graph. `known` tells whether any clause holds a string."""

    def __init__(
        self, shelf: Shelf, known: Callable[[str], bool], like: Callable[[str], bool] = lambda name: False
    ) -> None:
        self.shelf, self.kg, self.known, self.like = shelf, shelf.kg, known, like
        self.forms = Forms(shelf.agencies)
        """Agencies by each way to call them: as printed, with the place in front, without it."""
        self.body_forms = Forms(shelf.bodies)
        """Commands, groups, offices by their names with and without the place."""

    def region_of(self, agency: str) -> str | None:
        """The region node of an agency or body."""
        return self.shelf.region_of(agency)

    # -- linking

    def link(self, question: str, region: str | None = None) -> Links:
        """Link a question; `region` (a place name) stands for the place where the question names none."""
        taken = [False] * len(question)
        self.shelf.look_up(question)
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
        here = {n for p in places for n in p.nodes} or {region for d in numbered for region in self.kg.regions_of(d)}
        settled = [self._settle(link, here, question) for link in agencies]
        unknown += [link.text for link in settled if not link.nodes and not self.like(link.text)]
        unknown = [name for name in unknown if not self.like(name) and self._proper(name)]
        unknown += numbers_unknown + self._strange_places(question, places)
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
            return here is None or self.region_of(node) in here

        for line in heirs(core):
            for n, reform in enumerate(line, 1):
                found = self._of_level(self.shelf.department(reform.new), level)
                if nodes := {node for node in found if fits(node)}:
                    self._reasons += [step.said("zh") for step in told(line[:n])]
                    return nodes
        return set()

    def _reforms_of(self, link: Link) -> tuple[str, ...]:
        """What became of the bodies that a name means, where the name is one of the time before a reform."""
        parsed = parse(link.text)
        core = parsed.core_id if parsed else None
        if parsed is None or core is None or not link.nodes:
            return ()
        line = successors(core)
        whole = line and all(r.kind in ("merged", "renamed") and not r.levels for r in line)
        steps = renamed(core, parsed.rest.removesuffix(parsed.suffix)) or (told(line) if whole else ())
        if not steps or set(self.kg.texts(link.nodes, "core").values()) != {core}:
            return ()
        return tuple(step.said("zh") for step in steps)

    def _of_level(self, nodes: Collection[str], level: str | None) -> set[str]:
        """Those of some agencies that stand at a level; all where none is told."""
        if level is None:
            return set(nodes)
        levels = self.kg.texts(nodes, "level")
        return {n for n in nodes if levels[n] == level}

    def region_nodes(self, name: str) -> tuple[str, ...]:
        """The region nodes of a place's name, full, short or with the places above (`云州市青石区`); none where it is not known."""
        self.shelf.look_up(name)
        if found := self.shelf.regions(name):
            return tuple(sorted(found))
        last = next((name[i:] for i in range(len(name)) if self.shelf.regions(name[i:])), "")
        if last and self.shelf.regions(name.removesuffix(last)):
            return tuple(sorted(self.shelf.regions(last)))
        return tuple(f"region:{key}" for key in coded_names().get(name, ())) if self.known(name) else ()

    def _numbered(self, question: str, taken: list[bool]) -> tuple[tuple[str, ...], list[str]]:
        """Documents named by number, and numbers that no document has."""
        found, unknown = [], []
        self._spans: list[tuple[int, int]] = []
        for match in _NUMBER.finditer(question):
            hits = self.shelf.numbered(match[0])
            if not hits and not self.known(match[0][-6:]):
                unknown.append(match[0])
            if hits:
                best = max(hits, key=lambda d: len(self.kg.text(d, "number")))
                found.append(best)
                start = match.end() - len(self.kg.text(best, "number"))
                taken[start : match.end()] = [True] * (match.end() - start)
                self._spans.append((start, match.end()))
        return tuple(dict.fromkeys(found)), unknown

    def _find(self, question: str, forms: Mapping[str, set[str]], taken: list[bool], least: int) -> list[Link]:
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

    def _misspelt(self, question: str, taken: list[bool]) -> list[Link]:
        """The longest name that a piece of the question is one character off; none where two names are as near.

        A piece that is itself the name of a known department is no slip.
        """
        near = self.shelf.near(question)
        for length in range(min(LONGEST, len(question)), LEAST - 1, -1):
            for start in range(len(question) - length + 1):
                piece = question[start : start + length]
                if piece not in near:
                    continue
                nodes = set().union(*near[piece].values())
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
                if start and _IN_WORD.fullmatch(question[start - 1 : start + 1]):
                    continue  # the level word is the end of another word: 社区医院, 示范区安委会
                parsed = parse(name)
                nodes = set(self.shelf.department(parsed.core_id)) if parsed and parsed.core_id else set()
                if parsed and parsed.level_word:
                    nodes = self._of_level(nodes, LEVEL_OF.get(parsed.level_word))
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
        return len(name) <= 9 or any(self.shelf.regions(name[:i]) or name[:i] in coded_names() for i in range(2, 8))

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
        for name in self._regions_in(question):
            at = question.find(name)
            if not any(taken[at : at + len(name)]):
                taken[at : at + len(name)] = [True] * len(name)
                out.append(Link(name, at, tuple(sorted(self.shelf.regions(name)))))
        out += self._coded(question, taken)
        return sorted(out, key=lambda link: link.start)

    def _regions_in(self, question: str) -> list[str]:
        """The names of regions that stand in a question, the longest first."""
        ends = ((a, b) for a in range(len(question)) for b in range(a + 2, min(len(question), a + 40) + 1))
        found = {piece for a, b in ends if self.shelf.regions(piece := question[a:b])}
        return sorted(found, key=lambda n: (-len(n), n))

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

    def _strange_places(self, question: str, places: list[Link]) -> list[str]:
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
        cores = set(self.kg.texts(link.nodes, "core").values()) - {""}
        there = tuple(sorted(n for c in cores for n, place in self.shelf.department(c).items() if place in here))
        if not there:
            there = tuple(sorted(n for c in cores for n in self._today(c, here=here)))
        if there:
            return Link(link.text, link.start, there)
        before = question[: link.start]
        placed = next((before[i:] for i in range(len(before)) if self.shelf.regions(before[i:])), "")
        if placed and self.known(placed + link.text):
            return link  # the print has it with its place, whatever the graph took it for
        return Link(link.text, link.start, ()) if placed else link

    def _by_level(self, link: Link) -> Link:
        level = LEVEL_OF.get(link.text[:1])
        if level is None or len(link.nodes) < 2:
            return link
        at_level = self._of_level(link.nodes, level)
        own = tuple(n for n in link.nodes if n in at_level)
        return Link(link.text, link.start, own) if own else link

    def _narrow(self, link: Link, here: set[str]) -> Link:
        own = tuple(n for n in link.nodes if self.region_of(n) in here)
        return Link(link.text, link.start, own) if own else link
