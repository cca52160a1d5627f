"""证书: what the window shows of the ledger."""
