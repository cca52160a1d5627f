"""政策指标: profiles, and verdicts as they are shown."""
