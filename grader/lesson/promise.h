#ifndef PROMISE_H
#define PROMISE_H

/*
 * The whole sentence of the contract that has these words, without the marks of a
 * comment: a new string. A bullet ends where the next one begins. Where the words are not
 * there, it is the words alone.
 */
char *promise_sentence(const char *contract, const char *words);

#endif
