"""Attacks on the program: mutated files, killed builds, damaged graphs, hostile names, spellings of SERVICE.

`make attack` runs the long form; the tests run the short form of each.
"""
