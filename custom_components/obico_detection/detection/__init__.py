"""What the ML server saw, as numbers: detections, rules, verdicts. Imports no Home Assistant."""
