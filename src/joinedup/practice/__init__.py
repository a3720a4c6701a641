"""The work itself; these modules never import one another."""
