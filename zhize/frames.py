"""Tables of an open graph as DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhize.errors import OptionError, require
from zhize.graph.store.frames import frame
from zhize.graph.views.tables import TABLES, with_ids

if TYPE_CHECKING:
    import pandas as pd

    from zhize.graph.model.knowledge import KnowledgeGraph


class Frames:
    """The tables; OpenGraph has them."""

    if TYPE_CHECKING:

        @property
        def kg(self) -> KnowledgeGraph:
            """The graph's model."""

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the flat tables as a DataFrame: documents, assignments, duties, bodies, appointments, agencies.

        Days are dates, and beside a column of names (`lead`) stands one with the ids of their nodes (`lead_ids`; None
        for a name that is no body: 有关部门).

        Example:
            >>> zhize.open("kg").table("assignments")[["title", "lead", "lead_ids"]].columns.tolist()
            ['title', 'lead', 'lead_ids']

        Raises:
            MissingExtra: pandas is not installed.
            OptionError: there is no such table.
        """
        require("pandas")
        if name not in TABLES:
            raise OptionError("“{name}” is no table. Give one of {known}.", name=name, known=", ".join(TABLES))
        return frame([with_ids(row) for row in TABLES[name](self.kg)])

    def tasks(self) -> pd.DataFrame:
        """Tasks with who leads, supports and is responsible for them.

        Example:
            >>> len(zhize.open("kg").tasks()) > 40
            True
        """
        return self.table("assignments")

    def duties(self) -> pd.DataFrame:
        """Standing duties.

        Example:
            >>> zhize.open("kg").duties()["agency"].explode().isin(["区应急管理局"]).any()
            np.True_
        """
        return self.table("duties")

    def documents(self) -> pd.DataFrame:
        """Formal documents, with their days as dates.

        Example:
            >>> zhize.open("kg").documents()["date"].dt.year.max()
            np.int32(2024)
        """
        return self.table("documents")

    def bodies(self) -> pd.DataFrame:
        """Commands, leading groups, offices and working groups.

        Example:
            >>> "区森林防火指挥部" in set(zhize.open("kg").bodies()["name"])
            True
        """
        return self.table("bodies")

    def agencies(self) -> pd.DataFrame:
        """Agencies with their printed names.

        Example:
            >>> "青石区应急管理局" in set(zhize.open("kg").agencies()["canonical"])
            True
        """
        return self.table("agencies")
