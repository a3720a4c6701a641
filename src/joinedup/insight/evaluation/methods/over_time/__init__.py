"""What changed over time: beside areas that had nothing new, before and after, and until when."""
