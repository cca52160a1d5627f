"""Questions that need an answer before going on."""
