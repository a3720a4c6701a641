"""The `joinedup` command. `main` holds the table of sub-commands, one small module each."""
