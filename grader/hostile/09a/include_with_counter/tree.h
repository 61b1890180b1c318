/* Two branches, and below each of them two more. */
#if __INCLUDE_LEVEL__ < 190
#define A int branch(void), branch(void), branch(void), branch(void), branch(void), branch(void);
#define B A A A A A A A A A A
B B B B B B B B B B B B B B B B B B B B
#include __FILE__
#include __FILE__
#endif
