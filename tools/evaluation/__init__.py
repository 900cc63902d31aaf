"""Honest measurement: the program's facts and answers against gold, pooled by kind of figure and listed by place.

`make eval` prints it; `make test` prints the short form and fails where a pooled figure fell against the committed run.
"""
