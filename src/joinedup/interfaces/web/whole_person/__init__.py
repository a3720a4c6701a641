"""The whole person: who they are, their family, what happened, and what the hub has done."""
