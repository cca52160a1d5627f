"""Papers as the window offers them: a menu of the register, what can be chosen, the preview."""
