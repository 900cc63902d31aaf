"""Questions: the query library in Cypher and SPARQL, and answers to questions in Chinese."""
