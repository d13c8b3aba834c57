"""`make upgrade-drill`: the data of the last release are brought to this one, killed in the middle again and again. See docs/running.md."""
