"""The embedded Cypher store and its Bolt server."""
