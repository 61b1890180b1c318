#ifndef HANDOUT_H
#define HANDOUT_H

/*
 * Makes of every hidden row in the suites of that folder, which is a course, a stub: its
 * rubric then tells the heading and the points, its hints none, and no row requires it. A
 * suite without hidden rows is left as it is. Returns NULL, or a new string that says
 * what is wrong: what cannot be read or written, the foundation hidden, a hidden row that
 * is named in another file of its lesson, where students would read it, and a row that is
 * not hidden and stands only in hidden.c.
 */
char *handout_hide(const char *course);

#endif
