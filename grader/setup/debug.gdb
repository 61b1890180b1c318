# What gdb does first in make debug: it stops where a row gives up and says why.
set confirm off
set height 0
break row_give_up
commands
silent
printf "\n%s\n\n", text
end
