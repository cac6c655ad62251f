"""The screens as a person sees them: what is tapped, by its accessible name. The words stand here, not in the tests."""
