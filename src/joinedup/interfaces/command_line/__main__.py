import sys

from joinedup.interfaces.command_line.main import main

sys.exit(main())
