"""What a stranger types or sends: expressions and files of weights, read or refused."""
