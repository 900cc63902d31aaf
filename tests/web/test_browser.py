"""Pages in a real browser: no complaint, no outside request, a question leads to its words, usable by keyboard and by all."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest
import uvicorn

import zhize
from tests.browser import OpenPage, browser
from tests.web.site import EVIL, HOSTILE, SLY, hostile_graph
from zhize.api import OpenGraph
from zhize.endpoint import Limits
from zhize.graph.store.sockets import listen
from zhize.web.app import Settings
from zhize.web.serving import made
from zhize.web.several import made_of
from zhize.web.shelf import Shelf
from zhize.web.site import PAGED, write_site
from zhize.web.views import LISTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from starlette.applications import Starlette

pytestmark = pytest.mark.browser
SHOTS = Path("build/shots")
SERIOUS = ("serious", "critical")


def served(folder: Path) -> AbstractContextManager[str]:
    """The address of a running server of a graph."""
    return running_app(made(folder, Limits(60), Settings(seconds=60)))


@contextmanager
def running_app(making: AbstractContextManager[Starlette]) -> Iterator[str]:
    """The address of a running server."""
    with listen("127.0.0.1", 0) as listening, making as app:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def opened(running: Browser, base: str, *, dark: bool = False, width: int = 1280) -> Iterator[OpenPage]:
    """An empty page that can reach one server only; a request to any other is a problem."""
    context = running.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="zh-CN",
    )
    context.route(lambda url: not url.startswith((base, "data:", "file:")), lambda route: route.abort())
    try:
        yield OpenPage(context.new_page())
    finally:
        context.close()


def kinds(graph: OpenGraph) -> dict[str, str]:
    """An address of each kind of page."""
    kg = graph.kg

    weight = Counter(node for f in kg.facts for node in (f.subject, str(f.object)))

    def node(class_id: str) -> str:
        found = max(kg.nodes(class_id), key=lambda n: weight[n])
        prefix, _, rest = found.partition(":")
        return f"/{prefix}/{quote(rest)}"

    task = kg.caption(
        next(str(f.object) for f in kg.facts if f.predicate == "leads" and f.subject.startswith("agency:"))
    )
    lists = {
        name: f"/{name}"
        for name in (
            "tasks",
            "duties",
            "documents",
            "agencies",
            "bodies",
            "regions",
            "people",
            "timeline",
            "issues",
            "network",
            "audit",
            "changes",
            "api",
        )
    }
    document, other = sorted(kg.own_documents, key=lambda d: -len(kg.into(d, "task_of")))[:2]
    return {
        "home": "/",
        "ask": f"/ask?q={quote(f'{task}由谁牵头？')}&why=1",
        "search": f"/search?q={quote(task[:2])}",
        "cascade": f"/cascade?topic={quote(kg.caption(document)[4:6])}",
        "query": "/query?example=tasks_of_agency",
        "document": f"/document/{quote(document.partition(':')[2])}",
        "document at": words_of(graph, document),
        "document then": f"/document/{quote(document.partition(':')[2])}?as_of=2030-01-01",
        "silent": "/ask?q=月亮归谁管？",
        "search nothing": "/search?q=zzzz",
        "tasks led": f"/tasks?role=牵头&sort=due&document={quote(document)}",
        "tasks nothing": "/tasks?words=zzzz",
        "wrong": "/tasks?due_by=x",
        **{name.lower(): node(name) for name in PAGED if name != "Document" and kg.nodes(name)},
        "compare": f"/compare?a={quote(kg.text(document, 'title'))}&b={quote(kg.text(other, 'title'))}",
        "nothing": "/nothing",
        **lists,
    }


def words_of(graph: OpenGraph, document: str) -> str:
    """The address of the words of a task of a document."""
    task = graph.kg.into(document, "task_of")[-1]
    at = task.evidence
    return f"/document/{quote(document.partition(':')[2])}?at={at.start}-{at.end}"


FEW_ROWS = """for (const list of document.querySelectorAll('tbody, ul, ol, dl, #paper'))
    for (const row of [...list.children].slice(6)) if (row.id !== 'at') row.remove()"""


def violations(page: OpenPage, *, whole: bool = False) -> list[str]:
    """What axe-core finds serious; without `whole` on the first rows of each list alone, which one loop of a template makes."""
    from axe_playwright_python.sync_playwright import Axe

    if not whole:
        page.page.evaluate(FEW_ROWS)
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page.page, options=options).response["violations"]
    return [f"{v['id']}: {n['html'][:120]}" for v in found if v["impact"] in SERIOUS for n in v["nodes"][:3]]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def site(sample_graph: OpenGraph) -> Iterator[str]:
    with served(sample_graph.path) as base:
        yield base


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=[pytest.mark.slow])])
def test_each_kind_of_page(chromium: Browser, site: str, sample_graph: OpenGraph, *, whole: bool) -> None:
    """On a wide screen or a dark narrow one by turns; on wide and narrow, light and dark ones in the whole run."""
    pages = kinds(sample_graph)
    looks = (
        [(width, dark) for dark in (False, True) for width in (1280, 390)] if whole else [(1280, False), (390, True)]
    )
    wrong: dict[str, list[str]] = {}
    for turn, look in enumerate(looks):
        some = {name: at for number, (name, at) in enumerate(pages.items()) if whole or number % 2 == turn}
        wrong |= faults(chromium, site, some, *look, whole=whole)
    assert wrong == {}


def faults(
    running: Browser, base: str, pages: dict[str, str], width: int, dark: bool, *, whole: bool
) -> dict[str, list[str]]:
    """What is wrong with pages of a server at a width, light or dark; a picture is taken of each."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    look = f"{width}{'-dark' if dark else ''}"
    with opened(running, base, dark=dark, width=width) as page:
        found = {
            f"{name} {look}": complaints(page, base + address, SHOTS / f"web-{name}-{look}.png", whole=whole)
            for name, address in pages.items()
        }
    return {name: wrong for name, wrong in found.items() if wrong}


def test_pages_of_several_graphs(chromium: Browser, sample_graph: OpenGraph, tmp_path: Path) -> None:
    folders = [sample_graph.path, hostile_graph(tmp_path)]
    folders[1].rename(tmp_path / "other")
    folders[1] = tmp_path / "other"
    with running_app(made_of(folders, Limits(60), Settings(seconds=60))) as base:
        pages = {"several": "/", "several asked": "/?q=区应急局负责什么？", "several nothing": "/?q=月亮归谁管？"}
        for width, dark in ((1280, False), (390, True)):
            assert faults(chromium, base, pages, width, dark, whole=True) == {}


def test_pages_of_a_site(chromium: Browser, sample_graph: OpenGraph, tmp_path: Path) -> None:
    """A page of each kind, without server, on a wide screen and a dark narrow one."""
    write_site(Shelf(sample_graph), tmp_path / "site")
    first = {
        path.parent.name if path.parent.name != "site" else path.stem: path
        for path in sorted((tmp_path / "site").rglob("*.html"))
    }
    for width, dark in ((1280, False), (390, True)):
        context = chromium.new_context(
            offline=True, viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        page = OpenPage(context.new_page())
        for name, path in first.items():
            page.page.goto(path.as_uri())
            assert violations(page) == [], name
        assert page.problems == []
        assert all(url.startswith(("file:", "data:")) for url in page.requests)
        context.close()


def complaints(page: OpenPage, address: str, shot: Path, *, whole: bool) -> list[str]:
    """What is wrong with a page, of which a picture is taken."""
    page.problems.clear()
    page.requests.clear()
    page.page.goto(address)
    page.page.screenshot(path=shot)
    asked_for = {"/nothing": "404", "?due_by=x": "400"}
    problems = [p for p in page.problems if not any(address.endswith(e) and s in p for e, s in asked_for.items())]
    problems += [
        url for url in page.requests if urlsplit(url)[:2] != urlsplit(address)[:2] and not url.startswith("data:")
    ]
    wide = page.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    problems += [f"{wide} pixels too wide"] if wide > 0 else []
    return problems + violations(page, whole=whole)


def test_a_question_opens_the_print_at_its_words(chromium: Browser, site: str, sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    fact = next(f for f in kg.facts if f.predicate == "leads" and f.subject.startswith("agency:"))
    with opened(chromium, site) as page:
        page.page.goto(site)
        page.page.keyboard.type(f"{kg.caption(str(fact.object))}由谁牵头？")  # the field has the focus
        page.page.keyboard.press("Enter")
        page.page.wait_for_selector(".said", timeout=60_000)
        page.page.click(".sources a >> nth=0")
        at = page.page.locator("#at")
        assert at.is_visible()
        box = at.bounding_box()
        assert box
        assert 0 <= box["y"] <= 900  # scrolled to
        page.page.locator("#paper [data-s]").first.hover()
        assert page.page.locator("#statements li.on").count() == 1
        page.page.locator("#statements li").nth(2).hover()
        assert page.page.locator("#paper .on").count() >= 1
        assert page.problems == []


def test_pages_work_without_script_and_by_keyboard(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{site}/tasks")
    plain.select_option("#f-role", "牵头")
    plain.click("button[type=submit]")
    assert "role=" in plain.url
    plain.keyboard.press("Tab")
    context.close()
    with opened(chromium, site) as page:
        page.page.goto(f"{site}/agencies")
        page.page.keyboard.press("Tab")
        assert page.page.evaluate("document.activeElement.className") == "skip"
        page.page.keyboard.press("Enter")
        assert page.page.evaluate("document.activeElement.id") == "main"


def test_no_script_of_a_paper_runs(chromium: Browser, tmp_path: Path) -> None:
    folder = hostile_graph(tmp_path)
    graph = zhize.open(folder)
    with served(folder) as base, opened(chromium, base) as page:
        page.page.on("dialog", lambda dialog: page.problems.append(dialog.message))
        nodes = [n for c in graph.kg.ontology.classes for n in graph.kg.nodes(c) if c != "Clause"]
        titles = [graph.kg.text(d, "title") for d in graph.kg.own_documents]
        for address in (
            "/",
            *(f"/{name}" for name in (*LISTS, "query", "api")),
            f"/ask?q={EVIL}由谁牵头？&why=1",
            f"/ask?q=清掏雨水篦子{EVIL}由谁牵头？",
            f"/search?q={EVIL}",
            f"/search?q={SLY}",
            "/search?q=window",
            f"/tasks?words={EVIL}&agency={SLY}",
            f"/cascade?topic={EVIL}",
            f"/compare?a={titles[0]}&b={titles[-1]}",
            f"/query?query={SLY}",
            f"/{EVIL}",
            *(f"/{n.replace(':', '/', 1)}" for n in nodes),
        ):
            page.page.goto(base + quote(address, safe="/?=:&"))
            assert page.page.evaluate("window.hit") is None, address
        assert [p for p in page.problems if "status of 40" not in p] == []
        assert all(url.startswith((base, "data:")) for url in page.requests)
        write_site(Shelf(graph), tmp_path / "site")
        for path in (tmp_path / "site").rglob("*.html"):
            page.page.goto(path.as_uri())
            assert page.page.evaluate("window.hit") is None, path


def test_words_of_a_later_page_of_a_site_are_marked(chromium: Browser, tmp_path: Path) -> None:
    items = [f"（{n}）第{n}批雨水篦子清掏，{'逐一登记，' * 40}由区应急局负责。" for n in range(1, 100)]
    (tmp_path / "长.txt").write_text(HOSTILE + "\n\n四、任务分工\n\n" + "\n\n".join(items), encoding="utf-8")
    zhize.build(tmp_path / "长.txt", tmp_path / "kg", jobs=1)
    write_site(Shelf(zhize.open(tmp_path / "kg")), tmp_path / "site")
    context = chromium.new_context(offline=True)
    page = OpenPage(context.new_page())
    page.page.goto((tmp_path / "site/index.html").as_uri())
    page.page.fill("#q", "第99批")
    page.page.keyboard.press("Enter")
    page.page.click("#site-hits .sources a >> nth=0")
    page.page.wait_for_selector(".at")
    assert "第99批" in page.page.locator(".at").first.inner_text()
    assert page.page.locator("nav.pages [aria-current]").inner_text() != "1"
    assert page.problems == []
    context.close()


def test_a_static_site_searches_from_a_file(chromium: Browser, sample_graph: OpenGraph, tmp_path: Path) -> None:
    write_site(Shelf(sample_graph), tmp_path / "site")
    clause = max(sample_graph.kg.nodes("Clause"), key=lambda c: len(sample_graph.kg.text(c, "text")))
    words = sample_graph.kg.text(clause, "text")[4:10]
    context = chromium.new_context(offline=True)
    page = OpenPage(context.new_page())
    page.page.goto((tmp_path / "site/index.html").as_uri())
    page.page.fill("#q", words)
    page.page.keyboard.press("Enter")
    page.page.click("#site-hits li a >> nth=0")
    page.page.wait_for_selector(".at")
    text = page.page.evaluate("[...document.querySelectorAll('.at')].map((e) => e.textContent).join('')")
    assert words[:3] in "".join(text.split())
    assert violations(page) == []
    assert page.problems == []
    context.close()
