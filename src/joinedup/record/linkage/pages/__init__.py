"""Pages of an agency about its own index."""
