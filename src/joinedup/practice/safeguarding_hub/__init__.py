"""Contact, screening, agency checks, sealed room, decision, dissemination, feedback."""
