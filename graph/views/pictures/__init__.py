"""Diagrams and charts as offline pages and static pictures."""
