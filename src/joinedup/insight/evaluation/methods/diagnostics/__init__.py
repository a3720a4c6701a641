"""Whether a comparison may be believed: what can be seen, and what would have to be hidden.

``verdict`` puts it in one of three phrases with reasons; it can say no.
"""
