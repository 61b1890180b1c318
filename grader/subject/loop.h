#ifndef LOOP_H
#define LOOP_H

#include "window.h"

/* What the rooms of the subject share. */

/* The mapping that the examiner shares with all processes of the subject. */
extern t_shared *g_shared;

/* The descriptor of a file that streams write to. */
extern int g_stream;

/* The window of this process. */
t_window *subject_window(void);

/* Takes a window for this process, which has just begun, and tells the examiner. */
void subject_take_window(uint32_t index);

/* Makes what the examiner puts into the window, until a callback returns: returns its
 * value. */
uint64_t subject_serve(void);

/* Makes a step that is none of the lesson's. Returns its value. */
uint64_t subject_make(const t_step *step);

/* Memory for the arguments of calls. */
extern char g_stage[STAGE_SIZE];

/* Makes the files in memory that the submission may have under valgrind. */
void subject_make_files(void);

/* Notes for memcheck what the C library has set up before main. */
void subject_prepare(void);

#endif
