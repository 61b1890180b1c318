#include "log.h"

#include <stdarg.h>

void log_line(FILE *out, const char *symbol, const char *format, ...)
{
	va_list arguments;

	fprintf(out, "%s ", symbol);
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	fputc('\n', out);
}
