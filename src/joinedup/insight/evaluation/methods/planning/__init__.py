"""Planning a fair test: how many families, who begins when, and what was promised beforehand."""
