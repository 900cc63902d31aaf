"""Who depends on whom, who stands between others, who works together: read off the tasks that agencies share."""
