"""Text to documents: cleaning, lines, heads, where each document begins and ends."""
