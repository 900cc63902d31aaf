"""Names of a question linked to nodes: regions, agencies, bodies, documents, by any of their forms."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

import msgspec
import regex

from zhize.graph.language.names import is_agency, parse
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.search import Index, grams

LEAST, LONGEST = 5, 14
"""Lengths of names that are looked up with one character wrong; shorter ones differ by one too often."""


class Link(msgspec.Struct, frozen=True):
    """A piece of the question and the nodes it may mean."""

    text: str
    start: int
    nodes: tuple[str, ...]


class Links(msgspec.Struct, frozen=True):
    """All that was linked in a question; `topic` is what is left of it."""

    agencies: tuple[Link, ...]
    bodies: tuple[Link, ...]
    regions: tuple[str, ...]
    documents: tuple[str, ...]
    unknown: tuple[str, ...]
    topic: str
    numbered: bool = False


_NUMBER = regex.compile(r"\p{Han}{1,12}[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*\d+\s*号")
_NAME = regex.compile(
    r"(?:[\p{Han}]{0,8}?)(?:[省市区县镇]|共青团|团|中国|国网)?\p{Han}{1,14}?(?:局|委员会|委|办公室|办|部|厅|院|中心|支队|大队|公司|政府|海关|总工会|妇联|残联|科协|团[省市区县]委)"
)


_OF_DOCUMENTS = regex.compile(r"通告|通知|办法|预案|方案|规划|意见|规定|规程|细则|批复|公告|文件")


class Linker:
    """The alias index of a graph."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self.regions: dict[str, list[str]] = defaultdict(list)
        self.forms: dict[str, set[str]] = defaultdict(set)
        self.cores: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.body_forms: dict[str, set[str]] = defaultdict(set)
        self._index_regions()
        self._index_agencies()
        self._index_bodies()
        self.documents = kg.own_documents
        self.numbers = {self._bare(kg.text(d, "number")): d for d in self.documents if kg.value(d, "number")}
        plans = [[str(f.object) for f in kg.out(d, "issues")] for d in self.documents]
        titles = [
            kg.text(d, "title") + "".join(kg.text(p, "title") for p in ps)
            for d, ps in zip(self.documents, plans, strict=True)
        ]
        self.titles = Index(titles)
        self._title_by_document = dict(zip(self.documents, titles, strict=True))

    @staticmethod
    def _bare(text: str) -> str:
        return regex.sub(r"[\s〔〕\[\]（）()【】]", "", text)

    def _index_regions(self) -> None:
        for node in self.kg.nodes("Region"):
            name = self.kg.caption(node)
            self.regions[name].append(node)
            short = regex.sub(r"(?:特别行政区|自治区|自治州|自治县|省|市|区|县|州|旗|镇|乡|街道)$", "", name)
            if len(short) >= 2:
                self.regions[short].append(node)

    def region_of(self, agency: str) -> str | None:
        """The region node of an agency or body."""
        return next((str(f.object) for f in self.kg.out(agency, "jurisdiction")), None)

    def _place_names(self, region: str | None) -> list[str]:
        if region is None:
            return []
        name = self.kg.caption(region)
        short = name[:-1] if len(name) > 2 and name[-1] in "省市区县旗" else name
        return [name, short]

    def _index_agencies(self) -> None:
        for node in self.kg.nodes("Agency"):
            region = self.region_of(node)
            names = {str(v) for v in self.kg.values(node, "mention")} | {self.kg.text(node, "name")}
            for name in list(names):
                base = regex.sub(r"（[^（）]*）$", "", name)
                self.forms[base].add(node)
                parsed = parse(base)
                rest = parsed.rest if parsed and parsed.level_word else base
                for place in self._place_names(region):
                    rest_here = rest.removeprefix(place)
                    self.forms[place + rest_here].add(node)
                    if len(rest_here) >= 3:
                        self.forms[rest_here].add(node)
            core = self.kg.text(node, "core")
            if core:
                self.cores[core, region or ""].add(node)

    def _index_bodies(self) -> None:
        for node in self.kg.nodes("Body"):
            region = self.region_of(node)
            for name in (*self.kg.values(node, "name"), *self.kg.values(node, "alias")):
                text = str(name)
                self.body_forms[text].add(node)
                if text[:1] in "省市区县":
                    self.body_forms[text[1:]].add(node)
                    for place in self._place_names(region):
                        self.body_forms[place + text[1:]].add(node)

    # -- linking

    def link(self, question: str, region: str | None = None) -> Links:
        """Link a question; `region` (a place name) stands for the place where the question names none."""
        taken = [False] * len(question)
        bodies = self._find(question, self.body_forms, taken, 4)
        agencies = self._find(question, self.forms, taken, 3)
        agencies, unknown = self._by_core(question, agencies, taken)
        if not agencies and not bodies:
            agencies = self._misspelt(question, taken)
            unknown = [] if agencies else unknown
        places = self._places(question)
        if not places and region:
            places = tuple(self.regions.get(region, ()))
        settled = [self._narrow(self._settle(link, places, question), places, question) for link in agencies]
        unknown += [link.text for link in settled if not link.nodes]
        narrowed = tuple(link for link in settled if link.nodes)
        documents = self._documents(question)
        topic = "".join(c for c, used in zip(question, taken, strict=True) if not used)
        for place in sorted(self.regions, key=len, reverse=True):
            if len(place) > 2:
                topic = topic.replace(place, "")
        topic = _NUMBER.sub("", topic)
        narrowed_bodies = tuple(self._narrow(link, places, question) for link in bodies)
        numbered = any(n and n in self._bare(question) for n in self.numbers)
        return Links(narrowed, narrowed_bodies, places, documents, tuple(unknown), topic, numbered)

    def title_of(self, document: str) -> str:
        """A document's title with the titles of what it issues."""
        return self._title_by_document.get(document, self.kg.text(document, "title"))

    def _find(self, question: str, forms: dict[str, set[str]], taken: list[bool], least: int) -> list[Link]:
        out = []
        start = 0
        while start < len(question):
            hit = 0
            for end in range(min(len(question), start + 40), start + least - 1, -1):
                if question[start:end] in forms and not any(taken[start:end]):
                    hit = end
                    break
            if hit:
                text = question[start:hit]
                out.append(Link(text, start, tuple(sorted(forms[text]))))
                taken[start:hit] = [True] * (hit - start)
                start = hit
            else:
                start += 1
        return out

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
                if not nodes or (parsed and parsed.core_id) or len({self.kg.value(n, "core") or n for n in nodes}) > 1:
                    continue
                taken[start : start + length] = [True] * length
                return [Link(piece, start, tuple(sorted(nodes)))]
        return []

    def _by_core(self, question: str, found: list[Link], taken: list[bool]) -> tuple[list[Link], list[str]]:
        """Names that no document prints in this form: matched by department (区应急局 for 区应急管理局)."""
        unknown: list[str] = []
        for match in _NAME.finditer(question):
            for cut in range(len(match[0]) - 2):
                name = match[0][cut:]
                start = match.start() + cut
                if any(taken[start : match.end()]):
                    continue
                parsed = parse(name) if is_agency(name) else None
                if parsed is None:
                    continue
                nodes = (
                    {n for (core, _), ns in self.cores.items() if core == parsed.core_id for n in ns}
                    if parsed.core_id
                    else set()
                )
                if parsed.level_word:
                    level = {"市": "市", "区": "区县", "县": "区县", "省": "省"}.get(parsed.level_word)
                    nodes = {n for n in nodes if level is None or self.kg.text(n, "level") == level}
                if nodes:
                    found.append(Link(name, start, tuple(sorted(nodes))))
                elif any(name in title for title in self._title_by_document.values()):
                    continue  # a piece of a title: `投诉举报办` of 投诉举报办理规程
                else:
                    unknown.append(name)
                taken[start : match.end()] = [True] * (match.end() - start)
                break
        return sorted(found, key=lambda link: link.start), unknown

    def _places(self, question: str) -> tuple[str, ...]:
        out: list[str] = []
        for name in sorted(self.regions, key=len, reverse=True):
            at = question.find(name)
            if at >= 0 and not any(
                name in self.kg.caption(n) and name != self.kg.caption(n) and len(name) > 2 for n in out
            ):
                out += [n for n in self.regions[name] if n not in out]
        return tuple(out)

    def _settle(self, link: Link, places: tuple[str, ...], question: str) -> Link:
        """`云州市住建局` where only 青石区 prints 住建局: the city's by its department; nobody where it has none."""
        if not places or any(self.region_of(n) in places for n in link.nodes):
            return link
        cores = {self.kg.text(n, "core") for n in link.nodes} - {""}
        here = {n for core in cores for place in places for n in self.cores.get((core, place), ())}
        if here:
            return Link(link.text, link.start, tuple(sorted(here)))
        before = question[: link.start]
        named = any(before.endswith(name) for name in self.regions if len(name) > 1)
        return Link(link.text, link.start, ()) if named else link

    def _narrow(self, link: Link, places: tuple[str, ...], question: str) -> Link:
        """Of several agencies, those in a place the question names."""
        if len(link.nodes) > 1 and places:
            here = tuple(n for n in link.nodes if self.region_of(n) in places)
            if here:
                return Link(link.text, link.start, here)
        if len(link.nodes) > 1 and link.text[:1] in "市区县省":
            level = {"市": "市", "区": "区县", "县": "区县", "省": "省"}[link.text[0]]
            here = tuple(n for n in link.nodes if self.kg.text(n, "level") == level)
            if here:
                return Link(link.text, link.start, here)
        return link

    def _documents(self, question: str) -> tuple[str, ...]:
        """Documents named by number, or by enough of a title's words."""
        bare = self._bare(question)
        numbered = tuple(d for n, d in self.numbers.items() if n and n in bare)
        if numbered:
            return numbered
        scored = []
        for i, document in enumerate(self.documents):
            shared = set(grams(question)) & self.titles.tokens[i]
            score = sum(self.titles.weight(t) for t in shared)
            if len(shared) >= 3:
                scored.append((score, document))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        if scored:
            return tuple(d for score, d in scored if score >= 0.6 * scored[0][0])[:4]
        return self._by_rare_word(question)

    def _by_rare_word(self, question: str) -> tuple[str, ...]:
        """The one document whose title alone has a word of the question, where that asks for a document."""
        if not _OF_DOCUMENTS.search(question):
            return ()
        rare = {t for t in grams(question) if self.titles.frequency[t] == 1}
        found = {d for i, d in enumerate(self.documents) if rare & self.titles.tokens[i]}
        return tuple(found) if len(found) == 1 else ()
