"""What lists are read with: workbooks, headings, fields, findings, marked copies."""

READ_OPTION = "--unpack-workbook"
"""With it an installed program starts itself to unpack one; app.commands.main answers."""
