"""What a registrar sees: Qt only, no SQL, no files. It knows the school through ``app.file.session``."""
