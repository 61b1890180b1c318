#include "page.h"

#include "html_text.h"
#include "text.h"

#include <sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

PAGE_FILE(g_page_css, "grader/report/page.css");
PAGE_FILE(g_page_js, "grader/report/page.js");

/* Base 64 of RFC 4648, section 4, of a digest: its 32 bytes leave two over, so one '='
 * ends it. */
static void write_base64(FILE *out, const uint8_t *digest, size_t size)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0;
	int count = 0;

	for (size_t i = 0; i < size; i++)
	{
		bits = bits << 8 | digest[i];
		for (count += 8; count >= 6; count -= 6)
			fputc(digits[bits >> (count - 6) & 63], out);
	}
	if (count > 0)
		fprintf(out, "%c%s", digits[bits << (6 - count) & 63],
			count == 2 ? "==" : "=");
}

char *page_hash(const char *text)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX context;
	char *hash;
	size_t size;
	FILE *out = text_stream(&hash, &size);

	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)text, strlen(text));
	SHA256Final(digest, &context);
	fputs("'sha256-", out);
	write_base64(out, digest, sizeof(digest));
	fputs("'", out);
	fclose(out);
	return hash;
}

void page_begin(FILE *out, const char *title, const char *css, const char *script)
{
	char *styles = text_format("%s%s", g_page_css, css);
	char *style_hash = page_hash(styles);
	char *script_hash = script == NULL ? text_copy("'none'") : page_hash(script);

	fprintf(out,
		"<!DOCTYPE html>\n"
		"<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta "
		"charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
		"script-src %s; style-src %s\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n"
		"<link rel=\"icon\" href=\"data:,\"/>\n",
		script_hash, style_hash);
	html_around(out, "<title>", title, "</title>\n");
	fprintf(out, "<style>%s</style>\n</head>\n", styles);
	free(script_hash);
	free(style_hash);
	free(styles);
}

void page_end(FILE *out, const char *script)
{
	if (script != NULL)
		fprintf(out, "<script>%s</script>\n", script);
	fputs("</body>\n</html>\n", out);
}
