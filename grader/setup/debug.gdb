# What gdb does first, for make debug and for editors: it stops where a row gives up and says why.
set confirm off
set breakpoint pending on
break row_give_up
commands
silent
printf "\n%s\n\n", text
end
