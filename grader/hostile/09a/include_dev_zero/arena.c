/* Earns 0: includes a device that never ends. */
#include "/dev/zero"
