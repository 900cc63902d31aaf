"""The graph on disk and in other stores."""
