"""Statistics of evaluation, in plain Python: typed inputs, typed results, each formula's source.

``tables`` reads files and ``results`` holds what every method returns.  No module here knows
Django, a page or a command.  A fault in what was given is a ``DataError`` with one line to read.
"""
