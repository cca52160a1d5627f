"""What papers are drawn with: canvas, fonts, line breaking, tables, the flow over pages, workbooks."""
