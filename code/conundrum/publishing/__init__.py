"""What is made of the built pages before they are published: a PDF, an archive, pictures."""
