"""课程、师资、场地: what a class is taught with."""
