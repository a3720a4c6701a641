"""Finding a person among those whom the viewer may see."""
