"""Where the built application begins; PyInstaller wants a script, and a package is none.

It knows nothing but the one function to call.
"""

import sys

from desktop.__main__ import main

sys.exit(main())
