"""A house to try it in: simulated printers and a small Obico-compatible ML API."""
