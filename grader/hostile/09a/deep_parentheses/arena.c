/* Earns 0: an expression nested so deeply that the stack of the compiler is used up. */
/* Told: the compiler did not come to its end with arena.c */
#include "arena.h"

int g_deep =
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
	1
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
	;
