"""The language that print and questions share: vocabularies, tokens and the grammars of values. It knows no gazette."""
