"""What is known of families beforehand, as columns of numbers."""
