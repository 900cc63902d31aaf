"""The model: ontology, facts, identity, the knowledge graph, its stores and its drawings."""
