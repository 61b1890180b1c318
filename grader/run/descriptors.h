#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

/* Closes this descriptor and all above it: close_range(2), which older C libraries and
 * kernels lack. */
void descriptors_close(int first);

#endif
