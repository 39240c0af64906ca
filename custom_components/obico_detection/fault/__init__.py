"""Why nobody looks at a printer, if so: noticed, told, and mended."""
