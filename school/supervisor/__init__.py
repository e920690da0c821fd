"""`make run`: everything the system consists of, started, watched and stopped together. Development only.

Not honcho: it stops a program by signalling its whole process group, which cuts a delivery off in the middle of its
call; it waits five seconds from the first one that stops; and the copies of itself that it keeps, one for each
program, outlive it when it is killed.
"""
