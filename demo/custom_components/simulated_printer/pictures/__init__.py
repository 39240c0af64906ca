"""What the cameras show: rendered scenes, or real photos."""
