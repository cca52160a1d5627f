"""The ground: errors, folders, settings, progress and cancelling, files written whole."""
