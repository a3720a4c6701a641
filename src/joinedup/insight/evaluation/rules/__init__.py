"""What a study may hold, what may leave it, and how it goes on. Plain Python."""
