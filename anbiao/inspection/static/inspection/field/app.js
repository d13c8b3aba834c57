// The field screens.
