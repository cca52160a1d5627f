"""工作台: the page that says what lies ahead and what is to be done."""
