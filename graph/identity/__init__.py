"""Which agency and which region a printed name is, with reasons and with the decisions of people."""
