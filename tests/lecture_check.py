"""The cell with which each lecture runs its checks, for a limited time; stored in every lecture."""

import _thread
import signal
import sys
import threading
from itertools import islice
from math import isnan

SECONDS = 1.5  # that a check may take, whatever the answer does


def interrupt():
    if hasattr(signal, "pthread_kill"):  # a signal also wakes a call that sleeps
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    else:
        _thread.interrupt_main()


def check(number, expected):
    def run(verdict):
        done, late = threading.Event(), threading.Event()

        def watch():
            if not done.wait(SECONDS):
                late.set()
                interrupt()

        watcher = threading.Thread(target=watch)
        try:
            try:
                if sys.platform != "emscripten":  # a browser has no thread to watch with
                    watcher.start()
                said = verdict()
            finally:
                done.set()
                if watcher.ident is not None:
                    watcher.join()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and not late.is_set():
                raise  # somebody pressed the button that stops
            said = f"expected {expected}; it ended with {type(error).__name__}: {error}"
        if late.is_set():
            said = f"stopped after {SECONDS} seconds; a right answer takes far less. Does it end?"
        print(f"Exercise {number}: {said[:400]}")

    return run


def floats(answer, most=20):
    # The numbers of an answer, which may be endless or not made of numbers
    if isinstance(answer, set | frozenset | dict):
        raise TypeError(f"a {type(answer).__name__} keeps no order; write the numbers in a list")
    found = list(islice(answer, most))
    for number in found:
        if not hasattr(number, "__float__"):
            hint = "; write numbers, without quotation marks" if isinstance(number, str) else ""
            raise TypeError(f"{number!r:.40} is no number{hint}")
    numbers = [float(number) for number in found]
    if any(map(isnan, numbers)):
        raise ValueError("nan is no number: inf - inf or 0 * inf was computed")
    return numbers
