"""The school itself: its settings, half-days and users."""
