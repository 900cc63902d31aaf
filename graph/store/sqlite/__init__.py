"""The graph as one SQLite file: schema, writer, reader."""
