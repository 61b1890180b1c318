#include "page.h"

#include "text.h"

#include <sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The assembler takes the files as they are; paths are relative to the checkout, where make runs. */
__asm__(".pushsection .rodata\n"
	".global g_page_css\n"
	"g_page_css:\n"
	".incbin \"grader/report/page.css\"\n"
	".byte 0\n"
	".global g_page_js\n"
	"g_page_js:\n"
	".incbin \"grader/report/page.js\"\n"
	".byte 0\n"
	".popsection\n");

/* Base 64 of RFC 4648, section 4, of a digest: its 32 bytes leave two over, so one '=' ends it. */
static void write_base64(FILE *out, const uint8_t *digest, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0;
	int count = 0;

	for (size_t i = 0; i < size; i++)
	{
		bits = bits << 8 | digest[i];
		for (count += 8; count >= 6; count -= 6)
			fputc(digits[bits >> (count - 6) & 63], out);
	}
	if (count > 0)
		fprintf(out, "%c%s", digits[bits << (6 - count) & 63], count == 2 ? "==" : "=");
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
