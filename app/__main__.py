"""``python -m app``: the command line, the second user beside the window."""

import sys

from app.commands.main import main

sys.exit(main())
