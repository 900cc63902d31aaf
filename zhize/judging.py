"""What an open graph tells of itself: what does not fit, who works with whom, how much there is to do, what changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.errors import OptionError

if TYPE_CHECKING:
    from zhize.graph.model.knowledge import KnowledgeGraph
    from zhize.graph.store.sqlite.reader import Reader
    from zhize.graph.store.sqlite.stored import StoredGraph
    from zhize.queries.audit.finding import Finding
    from zhize.queries.audit.load import Load
    from zhize.queries.diff.diff import Difference
    from zhize.queries.network.network import Network


class Judgements:
    """The methods; OpenGraph has them."""

    if TYPE_CHECKING:
        path: Path
        reader: Reader

        @property
        def kg(self) -> KnowledgeGraph:
            """The graph's model."""

        @property
        def light(self) -> StoredGraph:
            """The graph's model, read from the file as it is asked."""

        def find(self, class_id: str, text: str) -> str:
            """The node that a text names."""

    def audit(self, day: str | None = None, only: Iterable[str] = ()) -> list[Finding]:
        """Find what does not fit together or is missing, judged on a day (ISO); see `zhize.queries.audit`.

        Example:
            >>> [f.values["title"] for f in zhize.open("kg").audit(only=["leads_many"])]
            ['规范用气环境']

        Raises:
            OptionError: `only` names a kind that there is not.
        """
        from zhize.queries.audit.audit import audit

        return audit(self.light, day, only)

    def network(self, region: str | None = None) -> Network:
        """Who depends on whom, who stands between others and who works together, in the papers for a region or in all.

        Example:
            >>> zhize.open("kg").network("青石区").papers
            3

        Raises:
            OptionError: there is no such region, or several.
        """
        from zhize.queries.network.network import network

        return network(self.light, self.find("Region", region) if region else None)

    def loads(self, day: str | None = None) -> list[Load]:
        """How much each agency has to do in the documents that hold on a day (ISO), place by place.

        Example:
            >>> kg = zhize.open("kg")
            >>> kg.kg.caption(kg.loads()[0].agency)
            '云州市住房城乡建设局'
        """
        from zhize.graph.model.validity import day_of
        from zhize.queries.audit.finding import Audited
        from zhize.queries.audit.load import loads

        return loads(Audited(self.light, day_of(self.light, day)))

    def diff(self, newer: Judgements) -> Difference:
        """What a newer graph says otherwise than this one: documents, tasks, who does them, duties, members, validity.

        Example:
            >>> kg = zhize.open("kg")
            >>> kg.diff(zhize.open("kg-new")).changes
            ()
        """
        from zhize.queries.diff.diff import diff

        return diff(self.kg, newer.kg)

    def changes(self, since: str | None = None) -> Difference:
        """What the last build changed, or all builds since the graph had a stamp (`manifest.stamp`).

        Example:
            >>> kg = zhize.open("kg")
            >>> kg.changes()  # of a graph that one build made
            Traceback (most recent call last):
            zhize.errors.OptionError: kg: the graph keeps no state of before to compare with...

        Raises:
            OptionError: the graph was made anew meanwhile, or its log does not go back so far.
        """
        from zhize.graph.store.sqlite.changes import changes_since, last_changes
        from zhize.queries.diff.states import changed

        found = changes_since(self.reader, since) if since else last_changes(self.reader)
        if found is None:
            raise OptionError(
                "{path}: the graph keeps no state of before to compare with: it was made anew, or its log does not go back "
                "so far. Compare two graphs: zhize diff OLD NEW.",
                path=self.path,
            )
        return changed(self.reader, found)
