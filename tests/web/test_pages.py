"""All pages of the server: each answers, leads on, escapes what it shows, and refuses what is not meant for it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

import zhize
from tests.web.site import EVIL, client, hostile_graph
from zhize.api import OpenGraph
from zhize.graph.language.vocabulary import load
from zhize.web.app import EXAMPLES, Settings
from zhize.web.guard import Guard
from zhize.web.openapi import CALLS
from zhize.web.pages.tables import RowFilter, tasks_page
from zhize.web.render import ISSUE_KINDS
from zhize.web.shelf import Shelf
from zhize.web.views import LISTS


class Page(HTMLParser):
    """The tags of a page: which there are, where they lead, what would run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.ids: list[str] = []
        self.runs: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside = tag
        self.links += [v for k, v in attrs if k in ("href", "src", "action") and v]
        self.ids += [v for k, v in attrs if k == "id" and v]
        self.runs += [
            f"{tag} {k}" for k, v in attrs if k.startswith("on") or k == "style" or "javascript:" in (v or "")[:20]
        ]
        if tag == "script":
            self.scripts.append(given.get("src") or "")

    def handle_data(self, data: str) -> None:
        if self.inside == "script" and data.strip():
            self.runs.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


def sound(text: str) -> Page:
    """A page that runs nothing of its own, refers to nothing outside, and has no id twice."""
    page = Page(text)
    assert page.runs == []
    assert all(re.match(r"/static/[\w.]+$", script) for script in page.scripts), page.scripts
    assert [link for link in page.links if re.match(r"(?!data:,)([a-z]+:|//)", link, re.I)] == []
    assert len(page.ids) == len(set(page.ids))
    assert '<html lang="zh-CN">' in text
    assert 'class="skip"' in text
    return page


@pytest.fixture(scope="module")
def web(sample_graph: OpenGraph) -> Iterator[TestClient]:
    with client(sample_graph.path) as made:
        yield made


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(hostile_graph(tmp_path_factory.mktemp("hostile")), sparql=False) as made:
        yield made


@pytest.mark.parametrize("path", ["", *LISTS, "query", "api"])
def test_every_list_answers(web: TestClient, path: str) -> None:
    response = web.get(f"/{path}")
    assert response.status_code == 200
    sound(response.text)
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]


def followed(web: TestClient, each: int = 12, most: int = 400) -> dict[str, int]:
    """Pages reached from the first one by links, with their statuses; as many of each kind as of others, `each` at most."""
    waiting, seen = ["/"], dict[str, int]()
    kinds: dict[str, int] = {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        response = web.get(address)
        seen[address] = response.status_code
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        for link in sound(response.text).links:
            path = link.partition("#")[0]
            kind = (
                "/".join(path.partition("?")[0].split("/")[:3])
                if path.startswith("/data")
                else path.split("/")[1][:12]
                if "/" in path
                else ""
            )
            if path.startswith("/") and path not in seen and path not in waiting and kinds.get(kind, 0) < each:
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(path)
    return seen


@pytest.mark.parametrize("each", [12, pytest.param(25, marks=[pytest.mark.slow])])
def test_all_links_lead_somewhere(web: TestClient, each: int) -> None:
    seen = followed(web, each)
    assert {address: status for address, status in seen.items() if status != 200} == {}
    kinds = {address.split("/")[1].partition("?")[0] for address in seen}
    assert {"agency", "document", "body", "region", "task", "duty", "ask", "tasks.xlsx", "data", "api"} <= kinds


def test_no_script_of_a_paper_runs(hostile: TestClient) -> None:
    seen = followed(hostile)
    assert {address: status for address, status in seen.items() if status != 200} == {}
    assert len(seen) > 60
    shown = [hostile.get(address).text for address in seen if address.startswith("/document/")]
    assert any("&lt;script&gt;window.hit=1" in text for text in shown)
    assert not any(re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text) for text in shown)


@pytest.mark.parametrize(
    "name",
    [
        "q",
        "name",
        "agency",
        "words",
        "region",
        "document",
        "topic",
        "kind",
        "role",
        "sort",
        "page",
        "at",
        "part",
        "example",
        "query",
        "due_by",
    ],
)
@pytest.mark.parametrize(
    "value",
    [EVIL, "\"'><svg onload=alert(1)>", "'; DROP TABLE facts; --", "\x00\x1b[31m", "9" * 30, "-1", "{{7919*7907}}"],
)
def test_parameters_are_only_words(hostile: TestClient, name: str, value: str) -> None:
    for path in ("/", "/search", "/tasks", "/agencies", "/timeline", "/cascade", "/issues", "/query"):
        if path == "/" and name != "q":
            continue
        response = hostile.get(path, params={name: value})
        assert response.status_code in (200, 400)
        sound(response.text)
        assert "62615533" not in response.text


def test_a_question_leads_to_its_words(web: TestClient, sample_graph: OpenGraph) -> None:
    task = next(f for f in sample_graph.facts if f.predicate == "leads" and f.subject.startswith("agency:"))
    question = f"{sample_graph.kg.caption(str(task.object))}由谁牵头？"
    response = web.get("/ask", params={"q": question})
    page = sound(response.text)
    words = next(link for link in page.links if "at=" in link)
    shown = web.get(words.partition("#")[0])
    assert shown.status_code == 200
    assert 'id="at"' in shown.text
    start, end = map(int, re.findall(r"at=(\d+)-(\d+)", words)[0])
    marked = "".join(re.findall(r'<span class="(?:[^"]* )?at"[^>]*>([^<]*)</span>', shown.text))
    quotes = [f.evidence.quote for f in sample_graph.facts if (f.evidence.start, f.evidence.end) == (start, end)]
    assert any(squeezed(q)[:8] in squeezed(marked) for q in quotes), (marked, quotes)


def test_the_first_page_proposes_what_is_answered(web: TestClient, sample_graph: OpenGraph) -> None:
    shown = re.search(r'<ul class="examples">(.*?)</ul>', web.get("/").text, re.DOTALL)
    assert shown is not None
    proposed = re.findall(r">([^<]+？)</a>", shown[1])
    assert len(proposed) == EXAMPLES
    assert all(sample_graph.ask(question).answered for question in proposed)


def test_a_list_is_told_once(web: TestClient, sample_graph: OpenGraph) -> None:
    answer = sample_graph.ask("青石区应急管理局负责什么？")
    text = web.get("/ask", params={"q": answer.question}).text.partition('<h2 id="s1">')[0]
    assert answer.listed
    assert all(text.count(item) == 1 for item in answer.items)


def test_the_print_is_all_of_the_document(web: TestClient, sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    for document in kg.own_documents:
        address = f"/document/{document.partition(':')[2]}"
        first = web.get(address)
        last = max([1, *map(int, re.findall(r"[?&]page=(\d+)", first.text))])
        pages = [web.get(address, params={"page": n}).text for n in range(1, last + 1)]
        printed = squeezed(
            re.sub(
                r"<[^>]+>",
                "",
                "".join(p[p.index('id="paper"') : p.index("</section>", p.index('id="paper"'))] for p in pages),
            )
        )
        for clause in (kg.source(f.subject).evidence for f in kg.into(document, "clause_in")):
            text = sample_graph.reader.print_of(clause.file)
            a, b = text.span(clause.start, clause.end)
            assert a < b
            assert squeezed(text.text[a:b]) in printed


def squeezed(text: str) -> str:
    import unicodedata
    from html import unescape

    return "".join(c for c in unicodedata.normalize("NFKC", unescape(text)) if c.isalnum())


def test_tables_are_filtered_sorted_and_downloaded(web: TestClient, sample_graph: OpenGraph) -> None:
    agency = sample_graph.busiest_agency()
    own = {str(f.object) for f in sample_graph.kg.out(agency, "leads")}
    led = web.get("/api/tasks", params={"agency": agency, "role": "牵头"}).json()
    assert {row["node"] for row in led["rows"]} == own
    due = [row["due"] for row in web.get("/api/tasks", params={"sort": "due", "due_from": "2000-01-01"}).json()["rows"]]
    assert due == sorted(due)
    assert due
    book = openpyxl.load_workbook(io.BytesIO(web.get("/tasks.xlsx", params={"agency": agency}).content))
    rows = list(csv.reader(io.StringIO(web.get("/tasks.csv", params={"agency": agency}).content.decode("utf-8-sig"))))
    assert book["任务台账"].max_row == len(rows) + 1  # the title above the head
    assert book["任务台账"]["A1"].value == "任务台账"
    assert rows[0][1] == "事项"
    assert web.get("/tasks", params={"agency": "没有这个局"}).status_code == 400
    assert web.get("/tasks", params={"due_by": "2024-13-40"}).status_code == 400


def test_every_node_has_a_page_and_its_data(web: TestClient, sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    for class_id in kg.ontology.classes:
        for node in kg.nodes(class_id)[:3]:
            prefix, _, rest = node.partition(":")
            assert web.get(f"/{prefix}/{rest}").status_code == 200, node
            assert web.get(f"/data/{prefix}/{rest}.json").status_code == 200
            turtle = web.get(f"/data/{prefix}/{rest}.ttl")
            assert any(parse(turtle.content, format=RdfFormat.TURTLE))
    for path in ("/agency/none", "/data/agency/none.ttl", "/fact/x", "/static/../app.py", "/data/agency/x.exe"):
        assert web.get(path).status_code == 404


def test_the_api_is_what_its_page_says(web: TestClient, sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    ids = {"agencies": kg.nodes("Agency")[0], "bodies": kg.nodes("Body")[0], "documents": kg.own_documents[0],
           "regions": kg.nodes("Region")[0], "people": (kg.nodes("Person") or [""])[0]}  # fmt: skip
    document = web.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {call.path for call in CALLS}
    for call in CALLS:
        path = call.path.replace("{id}", ids.get(call.path.split("/")[2], ""))
        asked = {f.name: f.example or kg.nodes("Agency")[0] for f in call.fields if f.required and f.name != "id"}
        if call.path == "/api/facts":
            asked = {"subject": kg.nodes("Agency")[0]}
        if call.path == "/api/compare":
            asked = dict(zip("ab", [n for d in kg.own_documents if (n := kg.value(d, "number"))], strict=False))
        if path.endswith("/"):
            continue
        response = web.get(path, params=asked)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/json"
    facts = web.get("/api/facts", params={"subject": kg.nodes("Agency")[0]}).json()["facts"]
    assert facts[0]["evidence"]["quote"]
    assert web.get("/api/nothing").json()["error"]
    assert web.get("/api/tasks", params={"sort": "x"}).status_code == 400


def test_what_has_not_changed_is_not_sent_again(web: TestClient) -> None:
    tag = web.get("/tasks").headers["etag"]
    assert web.get("/tasks", headers={"if-none-match": tag}).status_code == 304
    assert web.get("/tasks", headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 400),
        ({"host": "localhost:99"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost"}, 200),
    ],
)
def test_only_who_means_this_server_is_answered(web: TestClient, headers: dict[str, str], status: int) -> None:
    assert web.get("/issues", headers=headers).status_code == status


def test_what_is_too_large_is_refused(web: TestClient) -> None:
    assert web.get("/search", params={"q": "长" * 2000}).status_code == 414
    assert web.get("/ask", params={"q": "长" * 301}).status_code == 400
    assert web.post("/sparql", content=b"x" * 1_000_001).status_code == 413
    assert web.delete("/tasks").status_code == 405


def test_sparql_stands_beside_the_pages(web: TestClient) -> None:
    query = "SELECT ?a WHERE { ?a a <https://w3id.org/zhize/ontology#Agency> } LIMIT 3"
    rows = web.post("/sparql", data={"query": query}, headers={"accept": "application/sparql-results+json"}).json()
    assert len(rows["results"]["bindings"]) == 3
    page = web.get("/query", params={"query": query, "run": "1"})
    assert page.text.count('<a href="/agency/') == 3
    assert "ASK" not in sound(page.text).runs
    wrong = web.get("/query", params={"query": "SELECT nothing {", "run": "1"})
    assert 'role="alert"' in wrong.text


def test_the_result_of_a_query_is_had_as_a_file(web: TestClient) -> None:
    query = "SELECT ?name WHERE { ?a a z:Agency ; rdfs:label ?name } ORDER BY ?name"
    asked = {"query": f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {query}", "run": "1"}
    links = [link for link in sound(web.get("/query", params=asked).text).links if link.startswith("/query.")]
    assert [link.partition("?")[0] for link in links] == ["/query.xlsx", "/query.csv"]
    rows = list(csv.reader(io.StringIO(web.get(links[1]).content.decode("utf-8-sig"))))
    assert rows[0] == ["name"]
    assert ["青石区应急管理局"] in rows
    book = openpyxl.load_workbook(io.BytesIO(web.get(links[0]).content))
    assert book.active is not None
    for wrong in ({}, {"query": "SELECT nothing {"}, {"query": "ASK { ?a a z:Agency }"}):
        assert web.get("/query.csv", params=wrong).status_code == 400


def test_a_filter_that_is_a_node_is_shown_by_its_name(web: TestClient, sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    document = max(kg.own_documents, key=lambda d: len(kg.into(d, "task_of")))
    page = web.get("/tasks", params={"document": document, "role": "牵头"}).text
    assert f'<input type="hidden" name="document" value="{document}">' in page
    assert 'id="f-document"' not in page
    assert "/tasks?role=%E7%89%B5%E5%A4%B4" in sound(page).links  # takes it off
    assert 'id="f-document"' in web.get("/tasks", params={"document": kg.text(document, "number")}).text


def test_items_of_an_answer_lead_to_their_pages(web: TestClient, sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    agency = sample_graph.busiest_agency()
    tasks = {f.object for f in kg.out(agency, "leads")}
    page = web.get("/ask", params={"q": f"{kg.caption(agency)}牵头哪些任务？"}).text
    article = page[page.index("<article") : page.index("</article>")]
    found = {"task:" + link.removeprefix("/task/") for link in Page(article).links if link.startswith("/task/")}
    assert found
    assert found <= tasks


def test_behind_a_proxy_all_addresses_have_its_path(sample_graph: OpenGraph) -> None:
    with client(sample_graph.path, Settings(base="/zhize", hosts=("gov.example",)), sparql=False) as web:
        for address in ("/zhize/tasks", "/tasks"):  # a proxy may have taken the path off or not
            page = Page(web.get(address, headers={"host": "gov.example"}).text)
            assert {link for link in page.links if not link.startswith(("/zhize/", "data:,", "#"))} == set()


def test_a_graph_that_is_built_anew_is_shown_at_once(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    text = "云州市青石区人民政府关于做好防汛的通知\n\n青政发〔2024〕1号\n\n一、清掏雨水篦子。（牵头单位：区应急局）\n"
    (papers / "a.txt").write_text(text, encoding="utf-8")
    zhize.build(papers, tmp_path / "kg", jobs=1)
    asked = {"query": "ASK { ?task dcterms:title ?title FILTER(STRSTARTS(?title, '巡查水库大坝')) }"}
    with client(tmp_path / "kg") as web:
        before = web.get("/tasks")
        assert "清掏雨水篦子" in before.text
        assert web.get("/sparql", params=asked).json()["boolean"] is False
        (papers / "a.txt").write_text(text.replace("清掏雨水篦子", "巡查水库大坝"), encoding="utf-8")
        zhize.build(papers, tmp_path / "kg", jobs=1)
        after = web.get("/tasks")
        assert "巡查水库大坝" in after.text
        assert before.headers["etag"] != after.headers["etag"]
        assert web.get("/sparql", params=asked).json()["boolean"] is True


def test_a_host_is_known_by_its_name() -> None:
    guard = Guard(None, ("localhost", "[::1]"))  # type: ignore[arg-type]
    assert [guard._called(host) for host in ("LOCALHOST:80", "[::1]:80", "[::1]", "evil", "", "localhost.evil")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_every_kind_of_issue_has_a_word() -> None:
    kinds = {kind for kind in load("issues.yaml", dict[str, str]) if not kind.startswith(("by-form", "page-"))}
    assert (
        kinds - {"more-lines", "text-layer-unreadable", "ocr-unsure"} <= ISSUE_KINDS.keys()
    )  # parts of other sentences


def test_words_of_each_file_that_holds_a_document_are_opened(tmp_path: Path) -> None:
    """A paper that was printed twice: each source opens its own file, on a server and in a site."""
    text = "云州市青石区人民政府关于做好防汛的通知\n\n青政发〔2024〕1号\n\n一、清掏雨水篦子。（牵头单位：区应急局）\n\n二、巡查水库。（牵头单位：区水利局）\n\n云州市青石区人民政府\n2024年3月1日\n"
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text(text, encoding="utf-8")
    (papers / "b.txt").write_text(
        "云州市人民政府公报\n2024年第1期\n\n" + text.replace("清掏", "及时清掏"), encoding="utf-8"
    )
    zhize.build(papers, tmp_path / "kg", jobs=1)
    facts = zhize.open(tmp_path / "kg").facts
    assert {f.evidence.file for f in facts if f.predicate == "leads"} == {"a.txt", "b.txt"}
    with client(tmp_path / "kg", sparql=False) as web:
        links = sound(web.get("/tasks").text).links
        opened = [web.get(link.partition("#")[0]).text for link in links if "at=" in link]
        quotes = [re.search(r"已打开所指的原文：.*?“(.*?)”", page) for page in opened]
    assert [match and match[1] for match in quotes] == web_rows(tmp_path / "kg")


def web_rows(folder: Path) -> list[str]:
    """The quotes of the rows of the table of tasks."""
    shelf = Shelf(zhize.open(folder))
    return [row.place.quote if row.place else "" for row in tasks_page(shelf, RowFilter()).rows]
