"""How Chinese is written, searched and coded; identity numbers."""
