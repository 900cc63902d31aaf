"""From files to facts: read, clean, split into documents, outline, extract, resolve."""
