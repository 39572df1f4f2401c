"""What is made of the built pages: a PDF, an archive, pictures, and assignments to be graded."""
