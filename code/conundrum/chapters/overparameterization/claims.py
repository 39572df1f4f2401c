"""What the chapter *Overparameterization* claims."""

# --- Linear models: splines, theory, random features, families of models --------------------------


# --- Trained networks: width, epochs, random labels -----------------------------------------------
