import sys

from joinedup.interfaces.command_line.main import main

if __name__ == "__main__":  # a process started for cleaning reads this file again
    sys.exit(main())
