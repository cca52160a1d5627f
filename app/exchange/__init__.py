"""What comes in and goes out as a workbook: rosters, teachers and courses, course plans."""
