#include "metadata.h"

#include "file.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define FILE_NAME "submission_metadata.yml"
#define LIMIT ((size_t)64 << 20)

static const char *scalar(const yaml_node_t *node)
{
	return node != NULL && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : "";
}

/* The value of the key in a mapping, or NULL. Gradescope writes keys as Ruby's symbols: ":name". */
static yaml_node_t *value_of(yaml_document_t *document, const yaml_node_t *node, const char *key)
{
	if (node == NULL || node->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
		pair++)
		if (strcmp(scalar(yaml_document_get_node(document, pair->key)), key) == 0)
			return yaml_document_get_node(document, pair->value);
	return NULL;
}

/* The names of all who handed in together, a new string; "" where none stands there. */
static char *submitters(yaml_document_t *document, const yaml_node_t *submission)
{
	yaml_node_t *list = value_of(document, submission, ":submitters");
	char *names = text_copy("");

	if (list == NULL || list->type != YAML_SEQUENCE_NODE)
		return names;
	for (yaml_node_item_t *item = list->data.sequence.items.start; item < list->data.sequence.items.top;
		item++)
	{
		const char *name =
			scalar(value_of(document, yaml_document_get_node(document, *item), ":name"));
		char *longer = text_format("%s%s%s", names, *names == '\0' ? "" : " and ", name);
		free(names);
		names = longer;
	}
	return names;
}

static void read_document(yaml_document_t *document, json_t *names)
{
	yaml_node_t *root = yaml_document_get_root_node(document);

	if (root == NULL || root->type != YAML_MAPPING_NODE)
		return;
	for (yaml_node_pair_t *pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top;
		pair++)
	{
		char *who = submitters(document, yaml_document_get_node(document, pair->value));
		if (*who != '\0')
			json_object_set_new(
				names, scalar(yaml_document_get_node(document, pair->key)), json_string(who));
		free(who);
	}
}

json_t *metadata_names(const char *folder)
{
	json_t *names = json_object();
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
			read_document(&document, names);
			yaml_document_delete(&document);
		}
		yaml_parser_delete(&parser);
	}
	free(text);
	free(path);
	return names;
}
