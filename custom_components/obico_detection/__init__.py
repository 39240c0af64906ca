"""Watch 3D printers with a self-hosted Obico ML API and act when a print fails."""
