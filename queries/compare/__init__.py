"""What two documents, two places or two years set down on the same matter."""
