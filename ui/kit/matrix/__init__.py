"""A grid to type in, as in WPS.

``matrix`` is the widget, over ``writing`` (blocks, and what becomes of texts) and ``view`` (cursor and
selection); ``cells`` paints and edits a cell, ``model`` holds what the file says and what is not in it
yet; ``typed`` says how a column takes a text. ``blocks`` and ``clipboard`` know no window.
"""
