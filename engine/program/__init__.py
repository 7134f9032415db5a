"""Programs: the rules of the engine run on symbols, listed in three languages, run by a machine."""
