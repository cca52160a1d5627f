"""What is about no noun: forms, tables, cards, dialogs, the page."""
