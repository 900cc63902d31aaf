"""What the graph is: facts with evidence, the ontology, the graph in memory, validity of documents."""
