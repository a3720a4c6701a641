"""Life events and service episodes, each with its source."""
