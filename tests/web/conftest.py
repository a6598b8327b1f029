"""Catalogues are compiled before Django reads them, as every start of the program does."""

from youzhang.web import catalogues

catalogues.compile_stale()
