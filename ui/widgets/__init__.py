"""Small pieces that pages are put together from."""
