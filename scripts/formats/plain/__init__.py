"""A plain reading of run descriptions: the oracle that the readers of firstseen are held against."""
