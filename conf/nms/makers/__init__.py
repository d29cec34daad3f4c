"""makers - a module for each pack: make(facts) returns {file name: text}."""
