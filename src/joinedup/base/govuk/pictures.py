"""Pictures as SVG, each with its table or list beside it (made in the next step)."""
