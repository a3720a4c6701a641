"""The joinedup command."""
