# What gdb does first in make debug: the subject calls subject_pause before the call that goes wrong, and gdb stops at
# the function of that name.
set confirm off
set height 0
set breakpoint pending on
handle SIGCHLD nostop noprint
break subject_pause
commands
silent
eval "tbreak %s", function
continue
end
