"""How many families had each risk at the start, and how many later: change, which is no effect."""
