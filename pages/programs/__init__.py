"""Doors for programs: health and metrics."""
