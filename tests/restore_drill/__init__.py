"""`make restore-drill`: base backup and archived log under load, everything killed, the state of an instant restored and compared. See docs/running.md."""
