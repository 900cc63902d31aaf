"""The command that prints the ontology."""

from __future__ import annotations

from typing import Annotated

import typer


def schema(
    name: Annotated[
        str | None, typer.Argument(help="One class or relation: Agency, 机构, leads. Default: all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the ontology: classes, properties and relations, by what they are called here, in Cypher and in RDF."""
    import msgspec

    from zhize.render_schema import render_schema, schema_record

    text = msgspec.json.encode(schema_record()).decode() + "\n" if as_json else render_schema(name)
    typer.echo(text, nl=False)
