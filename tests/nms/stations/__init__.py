"""stations - a module for each management system: it starts the real thing in the operations
center with its pack, and tells what that thing shows of each node."""
