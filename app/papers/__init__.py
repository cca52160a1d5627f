"""Papers a class leaves behind: one module each, on a small typesetter of their own.

A paper is made in two steps: `gather(db, …)` reads a frozen record through the file's views, and
`write(data, path)` sets it as PDF, `write_workbook(data, path)` as .xlsx. The typesetter: `fonts`
(which face has a character), `linebreak`, `paper` (a page), `table`, `flow` (over pages).
"""
