"""Everything that talks to, or is fetched by, the ML server."""
