"""What lists are read with: workbooks, headings, fields, findings, marked copies."""
