# SPDX-License-Identifier: BSD-3-Clause
class Path(str):
    """A path to a file."""
