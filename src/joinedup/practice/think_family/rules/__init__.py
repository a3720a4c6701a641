"""What a sealed matching exercise is, who decides, and which families meet its criteria: pure."""
