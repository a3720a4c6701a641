"""Documents in every format: tagged PDF, large print."""
