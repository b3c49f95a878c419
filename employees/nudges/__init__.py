"""The weekly digest: what is due (`due`), to whom it is written (`digests`), how they want it (`preferences`)."""
