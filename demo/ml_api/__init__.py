"""An ML API for the demo that behaves on the wire as the stock Obico server does."""
