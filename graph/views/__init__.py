"""What is shown of the graph: cards, tables, ledgers."""
