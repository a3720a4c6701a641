"""What everything stands on: pages, documents, foundation."""
