"""The graph as RDF: quads, shapes, Oxigraph and SPARQL."""
