"""Programs: the rules of the engine run on symbols, listed in three languages, run by a machine.

symbol     a number that is not known yet: what is done to it becomes a line
tape       the lines written so far, each once
listing    the lines that a value, its gradients and the metrics need
metric     a further result, such as whether a prediction is right
part       one of the eight sums that a mean over rows is added up in
language   how a listing is spelled: Python, NumPy or C
draft      an instruction of the machine, fused of one or more lines, without registers
assembly   a listing as such instructions, with registers assigned
register   the numbers of one result, for a block of rows
machine    one C file that runs any assembly, built by the toolchain once in a process; and one of
           JavaScript, for pages
"""
