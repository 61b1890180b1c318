#include "metadata.h"

#include "file.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define FILE_NAME "submission_metadata.yml"
#define LIMIT ((size_t)64 << 20)

static const char *scalar(const yaml_node_t *node)
{
	return node != NULL && node->type == YAML_SCALAR_NODE
		       ? (const char *)node->data.scalar.value
		       : "";
}

/* The value of the key in a mapping, or NULL. Gradescope writes keys as Ruby's symbols:
 * ":name". */
static yaml_node_t *value_of(
	yaml_document_t *document, const yaml_node_t *node, const char *key)
{
	if (node == NULL || node->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		pair < node->data.mapping.pairs.top; pair++)
		if (strcmp(scalar(yaml_document_get_node(document, pair->key)), key) == 0)
			return yaml_document_get_node(document, pair->value);
	return NULL;
}

/* What the list of submitters says under the key, or the other one, joined: a new string;
 * "" where it says nothing. */
static char *joined(yaml_document_t *document, const yaml_node_t *list, const char *key,
	const char *other, const char *between)
{
	char *text;
	size_t size;
	size_t told = 0;
	FILE *out = text_stream(&text, &size);

	for (yaml_node_item_t *item = list->data.sequence.items.start;
		item < list->data.sequence.items.top; item++)
	{
		const yaml_node_t *person = yaml_document_get_node(document, *item);
		const char *value = scalar(value_of(document, person, key));
		if (*value == '\0')
			value = scalar(value_of(document, person, other));
		told += strlen(value);
		fprintf(out, "%s%s",
			item == list->data.sequence.items.start ? "" : between, value);
	}
	fclose(out);
	if (told == 0)
		*text = '\0';
	return text;
}

static json_t *submitters(yaml_document_t *document, const yaml_node_t *submission)
{
	yaml_node_t *list = value_of(document, submission, ":submitters");

	if (list == NULL || list->type != YAML_SEQUENCE_NODE)
		return NULL;
	char *name = joined(document, list, ":name", ":email", " and ");
	char *sid = joined(document, list, ":sid", "", "; ");
	char *email = joined(document, list, ":email", "", "; ");
	json_t *who =
		json_pack("{s:s, s:s, s:s}", "name", name, "sid", sid, "email", email);
	free(email);
	free(sid);
	free(name);
	return who;
}

static void read_document(yaml_document_t *document, json_t *people)
{
	yaml_node_t *root = yaml_document_get_root_node(document);

	if (root == NULL || root->type != YAML_MAPPING_NODE)
		return;
	for (yaml_node_pair_t *pair = root->data.mapping.pairs.start;
		pair < root->data.mapping.pairs.top; pair++)
	{
		json_t *who = submitters(
			document, yaml_document_get_node(document, pair->value));
		if (who != NULL && *string_of(who, "name") != '\0')
			json_object_set(people,
				scalar(yaml_document_get_node(document, pair->key)), who);
		json_decref(who);
	}
}

json_t *metadata_people(const char *folder)
{
	json_t *people = json_object();
	yaml_parser_t parser;
	yaml_document_t document;
	size_t size;
	char *path = text_format("%s/" FILE_NAME, folder);
	char *text = file_read(path, LIMIT, &size);

	if (text != NULL && yaml_parser_initialize(&parser))
	{
		yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
		if (yaml_parser_load(&parser, &document))
		{
			read_document(&document, people);
			yaml_document_delete(&document);
		}
		yaml_parser_delete(&parser);
	}
	free(text);
	free(path);
	return people;
}
