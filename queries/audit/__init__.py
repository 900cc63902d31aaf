"""What does not fit together in a graph, or is missing from it: findings with evidence, a sentence, and how sure."""
