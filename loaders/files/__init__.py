"""Files to text that remembers its place in the file."""
