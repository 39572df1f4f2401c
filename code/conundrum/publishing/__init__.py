"""What is made of the built pages: a PDF, slides, an archive, pictures, and assignments."""
