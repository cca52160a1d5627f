"""证书: the ledger of what was issued."""
