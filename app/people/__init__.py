"""学员、单位、学时: the people, over all years."""
