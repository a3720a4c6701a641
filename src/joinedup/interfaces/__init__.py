"""Where others come in: pages that span modules, and the command line."""
