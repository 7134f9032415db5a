"""chalkgrad's tests."""
