"""Measurements of what this integration costs."""
