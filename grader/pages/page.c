#include "page.h"

#include "html_text.h"
#include "text.h"

#include <sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

PAGE_FILE(g_page_css, "grader/pages/page.css");
PAGE_FILE(g_parts_js, "grader/pages/parts.js");
PAGE_FILE(g_class_css, "grader/pages/class.css");
PAGE_FILE(g_class_js, "grader/pages/class.js");
PAGE_FILE(g_compare_css, "grader/pages/compare.css");
PAGE_FILE(g_compare_js, "grader/pages/compare.js");
PAGE_FILE(g_similar_css, "grader/pages/similar.css");
PAGE_FILE(g_similar_js, "grader/pages/similar.js");

const t_viewer *viewer_called(const char *name)
{
	static const struct
	{
		const char *name;
		t_viewer viewer;
	} viewers[] = {{"class", {g_class_css, g_class_js}},
		{"compare", {g_compare_css, g_compare_js}},
		{"similar", {g_similar_css, g_similar_js}}};

	for (size_t i = 0; i < sizeof(viewers) / sizeof(*viewers); i++)
		if (strcmp(viewers[i].name, name) == 0)
			return &viewers[i].viewer;
	return NULL;
}

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

static void write_head(FILE *out, const char *title, const char *css, const char *script)
{
	char *styles = text_format("%s%s", g_page_css, css);
	char *style_hash = page_hash(styles);
	char *script_hash = page_hash(script);

	fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
		"script-src %s; style-src %s\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<link rel=\"icon\" href=\"data:,\">\n",
		script_hash, style_hash);
	html_around(out, "<title>", title, "</title>\n");
	fprintf(out, "<style>%s</style>\n</head>\n", styles);
	free(script_hash);
	free(style_hash);
	free(styles);
}

char *page_text(const char *text, size_t most)
{
	size_t size = strlen(text);

	return text_safe(text, size, text_whole(text, size, most));
}

json_t *page_cut(const json_t *value, size_t most)
{
	const char *key;
	size_t index;
	json_t *part;

	if (json_is_string(value))
	{
		char *text = page_text(json_string_value(value), most);
		json_t *new = json_string(text);
		free(text);
		return new;
	}
	json_t *copy = json_is_object(value)  ? json_object()
		       : json_is_array(value) ? json_array()
					      : json_deep_copy(value);
	json_object_foreach((json_t *)value, key, part)
	{
		char *name = page_text(key, most);
		json_object_set_new(copy, name, page_cut(part, most));
		free(name);
	}
	json_array_foreach(value, index, part)
		json_array_append_new(copy, page_cut(part, most));
	return copy;
}

/* In JSON these stand in strings alone. */
static void write_unmarked(FILE *out, const char *json)
{
	for (; *json != '\0'; json++)
		if (strchr("<>&", *json) != NULL)
			fprintf(out, "\\u%04x", (unsigned)*json);
		else
			fputc(*json, out);
}

char *page_data(const json_t *data, size_t *size)
{
	char *text;
	FILE *out = text_stream(&text, size);
	char *json = json_dumps(data, JSON_COMPACT);

	write_unmarked(out, json == NULL ? "{}" : json);
	fclose(out);
	free(json);
	return text;
}

char *page_make(const char *title, const t_viewer *viewer, const json_t *data,
	const char *plain, size_t *size)
{
	char *text;
	size_t data_size;
	char *script = text_format("%s%s", g_parts_js, viewer->js);
	char *json = page_data(data, &data_size);
	FILE *out = text_stream(&text, size);

	write_head(out, title, viewer->css, script);
	html_around(out, "<body>\n<noscript><pre>", plain, "</pre></noscript>\n");
	fprintf(out,
		"<script type=\"application/json\" id=\"data\">%s</script>\n<script>%s</script>\n</body>\n</html>\n",
		json, script);
	fclose(out);
	free(json);
	free(script);
	return text;
}
