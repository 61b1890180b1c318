/* Earns 0: includes a device that never ends. */
/* Told: its memory ran out */
#include "/dev/zero"
