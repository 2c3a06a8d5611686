"""Facts held against their sources: quotations against copies in a folder, and, if asked for, links against the net."""
