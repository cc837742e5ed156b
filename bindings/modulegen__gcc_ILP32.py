# SPDX-License-Identifier: GPL-2.0-only
# The same where ns-3 asks for this name: on macOS, and where pointers have 32 bit.
from modulegen__gcc_LP64 import *  # noqa: F401,F403
