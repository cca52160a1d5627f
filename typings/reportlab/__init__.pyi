# Types of the part of reportlab that we use; it has none of its own, and those written for it leave much open.
