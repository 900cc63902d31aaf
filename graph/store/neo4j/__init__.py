"""The graph in Neo4j: pushed, or written as files for its bulk import."""
