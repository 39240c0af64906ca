"""A phone with a companion app, as far as notifications go."""
