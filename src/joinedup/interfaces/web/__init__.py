"""Pages that span modules: home, work lists, search, the whole-person page."""
