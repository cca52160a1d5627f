"""Taking single things out of a backup: looking through it, what belongs to a thing, bringing it back."""
