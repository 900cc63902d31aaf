"""This package holds the graph: its schema, language, model, identity, stores and views. It knows no loader and no question."""
