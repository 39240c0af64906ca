"""Everything that looks at or touches a printer."""
