"""The school's file: opening, keys, older files, copies, the journal, and the session that runs a write."""
