"""Numbered steps of the format of a compartment file. A step adds, stands alone, and imports nothing of ours."""
