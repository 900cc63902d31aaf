"""One module a page: each a function of the graph and of what is asked for, giving plain data for HTML, JSON and files."""
