/* The process that reads an archive: it knows nothing but libarchive and its limits, and
 * says on stdout why it stops. */

#include "unpack.h"

#include "file.h"
#include "slip.h"
#include "text.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 65536

typedef struct s_unpacking
{
	struct archive *archive;
	const t_unpack_limits *limits;
	const char *target;
	size_t entries;
	size_t total;
	int is_broken; /* it is not the archive that is wrong */
} t_unpacking;

/* Whether grading, or the intake of a class, looks at more than the name. */
static int is_kept(const t_unpacking *all, const char *path)
{
	if (may_be_source(path) || is_archive(path))
		return 1;
	return all->limits->whole_class && text_ends(path, ".yml");
}

/* The name of an entry, shown to people. */
static char *shown(const char *path)
{
	return text_safe(path, strlen(path), 80);
}

static char *refused(const char *path, const char *why)
{
	char *name = shown(path);
	char *reason = text_format("%s in it %s", name, why);

	free(name);
	return reason;
}

static char *cannot_write(t_unpacking *all)
{
	/* A name that is too long is the archive's own. */
	all->is_broken = errno != ENAMETOOLONG;
	return text_format("it cannot be unpacked: %s", strerror(errno));
}

/* What cannot be read: without its password, or at all. */
static char *damaged(const t_unpacking *all)
{
	/* Only of what is an archive: libarchive 3.6 follows a NULL where it knows no
	 * format. */
	if (archive_format(all->archive) != 0 &&
		archive_read_has_encrypted_entries(all->archive) == 1)
		return text_copy("it has a password; hand it in without one");
	return text_format(
		"it is damaged, or no archive (%s)", archive_error_string(all->archive));
}

/* Zips made on Windows may part folders with a backslash. */
static char *slashed(const char *path)
{
	char *copy = text_copy(path);

	for (char *c = copy; *c != '\0'; c++)
		if (*c == '\\')
			*c = '/';
	return copy;
}

/* Whether one of the path's parts is "..", or hidden (then *hidden is set). */
static int leads_out(const char *path, int *hidden)
{
	*hidden = 0;
	if (*path == '/' || (path[0] != '\0' && path[1] == ':'))
		return 1;
	for (const char *part = path; *part != '\0'; part += strspn(part, "/"))
	{
		size_t length = strcspn(part, "/");
		if (length == 2 && strncmp(part, "..", 2) == 0)
			return 1;
		/* What macOS leaves in every archive is nothing that anyone handed in. */
		if ((part[0] == '.' && length > 1) ||
			(length == strlen("__MACOSX") &&
				strncmp(part, "__MACOSX", length) == 0))
			*hidden = 1;
		part += length;
	}
	return 0;
}

/* Copies what the entry holds to the file. Returns NULL, or why not. */
static char *copy_data(t_unpacking *all, const char *path, int fd)
{
	char *block = memory_for(BLOCK, 1);
	char *wrong = NULL;
	size_t size = 0;
	la_ssize_t got = 1;
	/* An archive in the archive may hold all that a submission may. */
	size_t limit =
		is_archive(path) ? all->limits->total_bytes : all->limits->file_bytes;

	while (wrong == NULL && (got = archive_read_data(all->archive, block, BLOCK)) > 0)
	{
		size += got;
		all->total += got;
		if (size > limit || all->total > all->limits->total_bytes)
			wrong = refused(path, "unpacks to more than any answer needs");
		else if (write(fd, block, got) != got)
			wrong = cannot_write(all);
	}
	if (wrong == NULL && got < 0)
		wrong = damaged(all);
	free(block);
	return wrong;
}

/*
 * Of two submissions the newer one counts, and that is told by what the archive says of
 * them.
 */
static void keep_time(int fd, struct archive_entry *entry)
{
	const struct timespec time = {.tv_sec = archive_entry_mtime(entry)};

	if (archive_entry_mtime_is_set(entry))
		futimens(fd, (const struct timespec[]){time, time});
}

static char *make_file(t_unpacking *all, struct archive_entry *entry, const char *path)
{
	char *place = text_format("%s/%s", all->target, path);
	char *folder = text_format("%.*s", (int)(strrchr(place, '/') - place), place);
	char *wrong = NULL;
	int fd = folder_make(folder) == -1
			 ? -1
			 : open(place,
				   O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
				   0600);

	if (fd == -1 && errno == EEXIST)
		wrong = refused(path, "stands there twice");
	else if (fd == -1 && (errno == ENOTDIR || errno == EISDIR))
		wrong = refused(path, "is a file in one place and a folder in another");
	else if (fd == -1)
		wrong = cannot_write(all);
	else if (is_kept(all, path))
		wrong = copy_data(all, path, fd);
	if (fd != -1)
	{
		keep_time(fd, entry);
		close(fd);
	}
	free(folder);
	free(place);
	return wrong;
}

static char *take_entry(t_unpacking *all, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	int hidden;

	if (name == NULL)
		name = archive_entry_pathname_utf8(entry);
	if (name == NULL || *name == '\0')
		return text_copy("a file in it has a name that cannot be read");
	if (++all->entries > all->limits->entries)
		return text_format("it has more than %zu files", all->limits->entries);
	char *path = slashed(name);
	char *wrong = NULL;
	if (leads_out(path, &hidden))
		wrong = refused(path, "leads out of the folder that it is unpacked to");
	else if (archive_entry_hardlink(entry) != NULL ||
		 archive_entry_filetype(entry) == AE_IFLNK)
		wrong = refused(path, "is a link; hand in the file itself");
	else if (!hidden && archive_entry_filetype(entry) == AE_IFREG &&
		 !text_ends(path, "/"))
		wrong = make_file(all, entry, path);
	free(path);
	return wrong;
}

static char *take_all(t_unpacking *all)
{
	struct archive_entry *entry;
	char *wrong = NULL;
	int status = ARCHIVE_OK;

	while (wrong == NULL &&
		(status = archive_read_next_header(all->archive, &entry)) >=
			ARCHIVE_WARN &&
		status != ARCHIVE_EOF)
		wrong = take_entry(all, entry);
	if (wrong == NULL && status != ARCHIVE_EOF)
		wrong = damaged(all);
	if (wrong == NULL && all->entries != 0 &&
		archive_read_has_encrypted_entries(all->archive) == 1)
		wrong = damaged(all);
	if (wrong == NULL && all->entries == 0)
		wrong = text_copy("it is empty");
	return wrong;
}

/* Only the formats that people use: the others would only be more to attack. */
static struct archive *open_archive(const char *path)
{
	struct archive *archive = archive_read_new();

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_zip(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_7zip(archive);
	archive_read_open_filename(archive, path, BLOCK);
	return archive;
}

int unpack_here(int count, char **words)
{
	if (count != 3)
		return EXIT_FAILURE;
	/* libarchive hands out names in the locale's encoding. */
	setlocale(LC_ALL, "C.UTF-8");
	t_unpacking all = {.archive = open_archive(words[0]),
		.target = words[1],
		.limits = strcmp(words[2], "class") == 0 ? &g_class_limits
							 : &g_student_limits};
	char *wrong = folder_make(all.target) == -1 ? cannot_write(&all) : take_all(&all);

	archive_read_free(all.archive);
	if (wrong != NULL)
		puts(wrong);
	free(wrong);
	if (all.is_broken)
		return UNPACK_BROKEN;
	return wrong == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
