"""Cases and what belongs to them, a file for each part of the work."""

from __future__ import annotations

from youzhang.casework.models.cases import Case, CaseFile, Transfer

__all__ = ["Case", "CaseFile", "Transfer"]
