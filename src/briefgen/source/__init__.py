"""What people wrote: files to values with places, to validated entries, to a sound library."""

import os

# Pydantic would look through the metadata of every package for plugins, a twentieth of the time of a check.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
