"""Pages, a JSON API, tools for agents and a static site of a graph."""
