"""Crashes: a process that saves is killed, or its disk is full; what can then be read."""
