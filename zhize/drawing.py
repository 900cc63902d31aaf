"""Drawing methods of an open graph: each returns a picture that a notebook shows and `save` writes."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhize.errors import OptionError

if TYPE_CHECKING:
    from zhize.graph.model.knowledge import KnowledgeGraph
    from zhize.graph.store.rows import Rows
    from zhize.graph.views.pictures.diagram import Diagram
    from zhize.graph.views.pictures.picture import Picture

VIEWS = ("agency", "body", "document", "network", "matrix", "cascade", "timeline", "query")
MOST = 1500
"""Nodes drawn at most where nothing else is said."""


def unknown_view(name: str) -> OptionError:
    """That there is no view of a name, with the one that was probably meant."""
    known = ", ".join(VIEWS)
    if not name:
        return OptionError("Say what to draw: zhize draw GRAPH VIEW. The views are {known}.", known=known)
    meant = get_close_matches(name, VIEWS, n=1, cutoff=0.5)
    if meant:
        return OptionError(
            "“{view}” is no view. Did you mean {meant}? The views are {known}.", view=name, meant=meant[0], known=known
        )
    return OptionError("“{view}” is no view. Give one of {known}.", view=name, known=known)


class Drawings:
    """The drawing methods; OpenGraph has them."""

    if TYPE_CHECKING:

        @property
        def kg(self) -> KnowledgeGraph:
            """The graph's model."""

        @property
        def light(self) -> KnowledgeGraph:
            """The graph's model, read from the file as it is asked."""

        def find(self, class_id: str, text: str) -> str:
            """The node that a text names."""

        def cypher(self, query: str, /, params: Mapping[str, Any] | None = None) -> Rows:
            """Run a Cypher query."""

        def sparql(self, query: str, /, params: Mapping[str, Any] | None = None) -> Rows:
            """Run a SPARQL query."""

    def draw_agency(self, name: str, *, max_nodes: int = MOST) -> Picture:
        """An agency with its tasks by role, its duties and the bodies it sits in.

        Example:
            >>> zhize.open("kg").draw_agency("青石区应急局").title
            '青石区应急管理局：任务、职责与参与的机构'

        Raises:
            OptionError: no agency is called so, or several.
        """
        from zhize.graph.views.pictures.networks import agency_view

        node = self.find("Agency", name)
        return _picture(agency_view(self.light, node), max_nodes, node)

    def draw_body(self, name: str, *, max_nodes: int = MOST) -> Picture:
        """A command or leading group as an organisation chart.

        Example:
            >>> zhize.open("kg").draw_body("区森防指").save("图.html").name
            '图.html'

        Raises:
            OptionError: no body is called so, or several.
        """
        from zhize.graph.views.pictures.orgchart import body_view

        node = self.find("Body", name)
        return _picture(body_view(self.light, node), max_nodes, node)

    def draw_document(self, name: str, *, max_nodes: int = MOST) -> Picture:
        """A document with what it rests on, its tasks and who does them; one with more than 30 tasks as a table of them.

        Example:
            >>> zhize.open("kg").draw_document("青政办发〔2024〕5号").title
            '关于印发青石区校园食品安全守护行动实施方案的通知：依据、任务与责任单位'

        Raises:
            OptionError: no document has this number or title, or several.
        """
        from zhize.graph.views.pictures.networks import document_view
        from zhize.graph.views.pictures.task_board import MANY, task_board

        node = self.find("Document", name)
        if len({fact.subject for fact in self.light.into(node, "task_of")}) > MANY:
            return task_board(self.light, node)
        return _picture(document_view(self.light, node), max_nodes, node)

    def draw_network(self, *, region: str | None = None, max_nodes: int = MOST) -> Picture:
        """Which agencies share tasks, of one region or all.

        Example:
            >>> zhize.open("kg").draw_network(region="青石区").save("网络.html").name
            '网络.html'

        Raises:
            OptionError: no region is called so, or no agencies share tasks there.
        """
        from zhize.graph.views.pictures.networks import network_view

        return _picture(network_view(self.kg, self._region(region)), max_nodes)

    def draw_matrix(self, *, by: str = "document", region: str | None = None, max_rows: int = 60) -> Picture:
        """How many tasks each agency has, by document or by role, as a heat map.

        Example:
            >>> zhize.open("kg").draw_matrix(by="role").title
            '各机构承担的任务（按分工）'

        Raises:
            OptionError: `by` is neither, or there are no tasks.
        """
        from zhize.graph.views.pictures.matrix import matrix

        return matrix(self.kg, by, self._region(region), max_rows)

    def draw_cascade(self, topic: str, *, max_nodes: int = MOST) -> Picture:
        """Documents on one matter by level of government, and which tasks of one level continue in the next.

        Example:
            >>> zhize.open("kg").draw_cascade("校园食品安全").title
            '校园食品安全：各级文件与任务'

        Raises:
            OptionError: no document of the graph is on it.
        """
        from zhize.graph.views.pictures.cascade import cascade_view
        from zhize.queries.compare.tasks import followed_papers, followed_tasks

        return _picture(cascade_view(self.kg, topic, followed_tasks, followed_papers), max_nodes)

    def draw_timeline(self, *, agency: str | None = None, region: str | None = None) -> Picture:
        """Documents with their dates and terms, and the deadlines of their tasks.

        Example:
            >>> zhize.open("kg").draw_timeline(region="青石区").title
            '青石区：文件的日期、有效期与任务期限'

        Raises:
            OptionError: no such agency or region, or nothing to draw.
        """
        from zhize.graph.views.pictures.timeline import timeline

        return timeline(self.kg, self.find("Agency", agency) if agency else None, self._region(region))

    def draw_compare(self, a: str, b: str) -> Picture:
        """Two documents, places or years side by side: the items on the same matter, what differs, what either has alone.

        Example:
            >>> zhize.open("kg").draw_compare("云州市", "青石区").title
            '云州市 与 青石区：同一事项对照'

        Raises:
            OptionError: nothing is called so, or there is nothing to compare.
        """
        from zhize.picture_compare import compared_picture
        from zhize.queries.compare.match import compare

        return compared_picture(compare(self.kg, a, b), a, b)

    def draw_query(
        self,
        *,
        cypher: str | None = None,
        sparql: str | None = None,
        params: Mapping[str, Any] | None = None,
        max_nodes: int = MOST,
    ) -> Picture:
        """The nodes and relations that a query returns; node ids as text are drawn with the relations between them.

        Example:
            >>> zhize.open("kg").draw_query(sparql="SELECT ?b { ?b a z:Body }").title
            '查询结果：13个节点、7条关系'

        Raises:
            OptionError: both or no query, or its rows hold no nodes.
            QueryError: the query is wrong.
        """
        from zhize.graph.views.pictures.query_view import rows_view

        if (cypher is None) == (sparql is None):
            raise OptionError("Give either a Cypher or a SPARQL query to draw.")
        rows = self.cypher(cypher, params) if cypher is not None else self.sparql(sparql or "", params)
        return _picture(rows_view(self.kg, rows), max_nodes)

    def picture(
        self,
        view: str,
        name: str | None = None,
        *,
        region: str | None = None,
        by: str = "document",
        agency: str | None = None,
        cypher: str | None = None,
        sparql: str | None = None,
        params: Mapping[str, Any] | None = None,
        max_nodes: int | None = None,
    ) -> Picture:
        """A picture by the name of its view, one of VIEWS.

        Example:
            >>> zhize.open("kg").picture("body", "区森防指").title
            '区森林防火指挥部：组织结构'

        Raises:
            OptionError: an unknown view, no name where one is needed, or a name that fits none or several.
        """
        most = {} if max_nodes is None else {"max_nodes": max_nodes}
        named = {
            "agency": self.draw_agency,
            "body": self.draw_body,
            "document": self.draw_document,
            "cascade": self.draw_cascade,
        }
        if view in named:
            if not name:
                raise OptionError("Say which {view} to draw: zhize draw GRAPH {view} NAME", view=view)
            return named[view](name, **most)
        if view == "network":
            return self.draw_network(region=region or name, **most)
        if view == "matrix":
            return self.draw_matrix(by=by, region=region or name, **({"max_rows": max_nodes} if max_nodes else {}))
        if view == "timeline":
            return self.draw_timeline(agency=agency or name, region=region)
        if view == "query":
            return self.draw_query(cypher=cypher, sparql=sparql, params=params, **most)
        raise unknown_view(view)

    def draw(
        self, view: str, name: str | None, out: str | Path, *, region: str | None = None, max_nodes: int = MOST
    ) -> Path:
        """Write a picture of a view; the suffix says how (.html, .svg, .png, .graphml, .gexf).

        Example:
        >>> zhize.open("kg").draw("body", "区森防指", "图.html").name
        '图.html'

        Raises:
            OptionError: see `picture`.
        """
        return self.picture(view, name, region=region, max_nodes=None if max_nodes == MOST else max_nodes).save(out)

    def _region(self, name: str | None) -> str | None:
        return self.find("Region", name) if name else None


def _picture(diagram: Diagram, max_nodes: int, focus: str | None = None) -> Picture:
    from zhize.graph.views.pictures.diagram import cap
    from zhize.graph.views.pictures.picture import DiagramPicture

    if not diagram.nodes:
        raise OptionError("There is nothing to draw: {title}.", title=diagram.title)
    return DiagramPicture(cap(diagram, max_nodes, focus))
