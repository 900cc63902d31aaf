"""What changed between two graphs, or between two states of one: documents, tasks, who does them, duties, bodies, validity."""
