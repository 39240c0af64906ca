"""The forms in which an ML server and its printers are set up, and what fills them in."""
