"""Machine-to-machine shapes: mapping between our words and those of others, and nothing else.

Mapped to the draft national standard for multi-agency information sharing (SocialCareData,
information governance v0.1, October 2025).
"""
