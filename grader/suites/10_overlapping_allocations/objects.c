#define _GNU_SOURCE
#include "objects.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define STACK (64 << 10)

/* ---- structs ---- */

static t_address rubbish(size_t size)
{
	t_address at = stage(size);

	fill_memory(at, RUBBISH, size);
	if (row_is_watched())
		CALL(STEP_UNDEFINED, at, size);
	return at;
}

t_placed placed(const char *name)
{
	return (t_placed){.at = rubbish(sizeof(t_arena)), .name = name};
}

t_object object(const char *name)
{
	return (t_object){.at = rubbish(sizeof(t_memory)), .name = name};
}

t_mirror mirror(const char *name)
{
	return (t_mirror){.at = rubbish(sizeof(t_ring)), .name = name};
}

/* ---- calls ---- */

static void take_arena(t_placed *p, t_answer answer)
{
	p->error = answer.error;
	read_memory(p->at, &p->arena, sizeof(p->arena));
	answered_status((int)answer.value, answer.error);
}

static void take_object(t_object *o, t_answer answer)
{
	o->error = answer.error;
	read_memory(o->at, &o->memory, sizeof(o->memory));
	answered_status((int)answer.value, answer.error);
}

static void take_ring(t_mirror *m, t_answer answer)
{
	m->error = answer.error;
	read_memory(m->at, &m->ring, sizeof(m->ring));
	answered_status((int)answer.value, answer.error);
}

/* Small addresses are said as the reasons say them, in decimal. Good for two calls. */
static const char *address_words(t_address address)
{
	static char texts[2][24];
	static unsigned turn;
	char *text = texts[turn++ % 2];
	const char *format = address < 100000 ? "%lu" : "%#lx";

	snprintf(text, sizeof(*texts), format, (unsigned long)address);
	return text;
}

int call_overlap(t_address a, size_t a_size, t_address b, size_t b_size, int *error)
{
	tried("ranges_overlap(%s, %s, %s, %s)", address_words(a), size_words(a_size),
		address_words(b), size_words(b_size));
	t_answer answer = CALL(RANGES_OVERLAP, a, a_size, b, b_size);
	answered_status((int)answer.value, answer.error);
	*error = answer.error;
	return (int)answer.value;
}

int call_place(t_placed *p, t_address address, size_t size)
{
	tried("arena_place(&%s, %#lx, %s)", p->name, (unsigned long)address,
		size_words(size));
	t_answer answer = CALL(ARENA_PLACE, p->at, address, size);
	take_arena(p, answer);
	return (int)answer.value;
}

int call_cut(t_placed *from, size_t size, t_placed *cut)
{
	tried("arena_cut(&%s, %s, &%s)", from->name, size_words(size), cut->name);
	t_answer answer = CALL(ARENA_CUT, from->at, size, cut->at);
	take_arena(cut, answer);
	read_memory(from->at, &from->arena, sizeof(from->arena));
	return (int)answer.value;
}

int call_init(t_object *o, size_t size)
{
	tried("memory_init(&%s, %s)", o->name, size_words(size));
	t_answer answer = CALL(MEMORY_INIT, o->at, size);
	take_object(o, answer);
	return (int)answer.value;
}

t_address call_view(t_object *o, size_t offset, size_t size)
{
	tried("memory_view(&%s, %s, %s)", o->name, size_words(offset), size_words(size));
	t_answer answer = CALL(MEMORY_VIEW, o->at, offset, size);
	o->error = answer.error;
	if (answer.value == 0)
		answered(answer.error, "NULL");
	else
		answered(0, "%#lx", (unsigned long)answer.value);
	return answer.value;
}

int call_close(t_object *o)
{
	tried("memory_close(&%s)", o->name);
	t_answer answer = CALL(MEMORY_CLOSE, o->at);
	take_object(o, answer);
	return (int)answer.value;
}

int call_ring(t_mirror *m, size_t size)
{
	tried("ring_init(&%s, %s)", m->name, size_words(size));
	t_answer answer = CALL(RING_INIT, m->at, size);
	take_ring(m, answer);
	return (int)answer.value;
}

int call_write(t_mirror *m, t_address record, size_t size)
{
	tried("ring_write(&%s, record, %s)", m->name, size_words(size));
	t_answer answer = CALL(RING_WRITE, m->at, record, size);
	take_ring(m, answer);
	return (int)answer.value;
}

int call_read(t_mirror *m, t_address record, size_t size)
{
	tried("ring_read(&%s, record, %s)", m->name, size_words(size));
	t_answer answer = CALL(RING_READ, m->at, record, size);
	take_ring(m, answer);
	return (int)answer.value;
}

int call_free(t_mirror *m)
{
	tried("ring_free(&%s)", m->name);
	t_answer answer = CALL(RING_FREE, m->at);
	take_ring(m, answer);
	return (int)answer.value;
}

/* ---- calls that succeed ---- */

t_placed live_arena(const char *name, t_address address, size_t size)
{
	t_placed p = placed(name);

	int status = call_place(&p, address, size);

	expect_success("arena_place", status, p.error);
	expected("the base is the address that was asked for");
	if ((t_address)p.arena.base != address)
		got("%s.base is %p", name, p.arena.base);
	return p;
}

t_placed cut_of(t_placed *from, size_t size, const char *name)
{
	t_placed cut = placed(name);

	int status = call_cut(from, size, &cut);

	expect_success("arena_cut", status, cut.error);
	return cut;
}

t_object live_object(const char *name, size_t size)
{
	t_object o = object(name);

	int status = call_init(&o, size);

	expect_success("memory_init", status, o.error);
	return o;
}

t_address view_of(t_object *o, size_t offset, size_t size)
{
	t_address view = call_view(o, offset, size);

	expected("a view of %zu bytes from byte %zu on: %s has %zu", size, offset,
		o->name, o->memory.size);
	if (view == 0)
		got("NULL, and errno is %s", errno_name(o->error));
	return view;
}

t_mirror live_ring(const char *name, size_t size)
{
	t_mirror m = mirror(name);

	int status = call_ring(&m, size);

	expect_success("ring_init", status, m.error);
	expected("a ring with a base and a capacity");
	if (m.ring.base == NULL || m.ring.capacity == 0)
		got("%s.base is %p, and %s.capacity is %zu", name, (void *)m.ring.base,
			name, m.ring.capacity);
	return m;
}

void written(t_mirror *m, t_address record, size_t size)
{
	int status = call_write(m, record, size);

	expect_success("ring_write", status, m->error);
}

void read_back(t_mirror *m, t_address record, size_t size)
{
	int status = call_read(m, record, size);

	expect_success("ring_read", status, m->error);
}

void closed(t_object *o)
{
	int status = call_close(o);

	expect_success("memory_close", status, o->error);
}

void freed(t_mirror *m)
{
	int status = call_free(m);

	expect_success("ring_free", status, m->error);
}

void put_away(t_mirror *m)
{
	t_address base = base_of_ring(m);
	size_t size = 2 * m->ring.capacity;

	if (call_free(m) == 0)
		return;
	tried("munmap(%#lx, %zu)", (unsigned long)base, size);
	t_answer answer = CALL(UNMAP, base, size);
	answered_status((int)answer.value, answer.error);
}

/* ---- what a struct holds ---- */

static void expect_zero(const char *name, const char *field, size_t value)
{
	if (value != 0)
		got("%s.%s is %s", name, field, size_words(value));
}

void expect_dead_arena(const t_placed *p, const char *after)
{
	expected("after %s every field of %s is zero", after, p->name);
	expect_zero(p->name, "base", (size_t)p->arena.base);
	expect_zero(p->name, "offset", p->arena.offset);
	expect_zero(p->name, "capacity", p->arena.capacity);
}

void expect_dead_object(const t_object *o, const char *after)
{
	expected("after %s %s is dead: fd is -1, and size is 0", after, o->name);
	if (o->memory.fd != -1)
		got("%s.fd is %d", o->name, o->memory.fd);
	expect_zero(o->name, "size", o->memory.size);
}

void expect_dead_ring(const t_mirror *m, const char *after)
{
	expected("after %s every field of %s is zero", after, m->name);
	expect_zero(m->name, "base", (size_t)m->ring.base);
	expect_zero(m->name, "capacity", m->ring.capacity);
	expect_zero(m->name, "head", m->ring.head);
	expect_zero(m->name, "used", m->ring.used);
}

void expect_same_arena(const t_placed *p, const t_arena *before, const char *after)
{
	expected("after %s, %s is what it was: base %p, offset %zu, capacity %zu", after,
		p->name, before->base, before->offset, before->capacity);
	if (memcmp(&p->arena, before, sizeof(*before)) != 0)
		got("base %p, offset %s, capacity %s", p->arena.base,
			size_words(p->arena.offset), size_words(p->arena.capacity));
}

void expect_same_ring(const t_mirror *m, const t_ring *before, const char *after)
{
	expected("after %s, %s is what it was: capacity %zu, head %zu, used %zu", after,
		m->name, before->capacity, before->head, before->used);
	if (memcmp(&m->ring, before, sizeof(*before)) != 0)
		got("base %p (it was %p), capacity %s, head %s, used %s",
			(void *)m->ring.base, (void *)before->base,
			size_words(m->ring.capacity), size_words(m->ring.head),
			size_words(m->ring.used));
}

t_address base_of_ring(const t_mirror *m)
{
	return (t_address)m->ring.base;
}

/* ---- the row's own mappings ---- */

static t_address map(t_address address, size_t size, int flags)
{
	t_answer answer = CALL_KERNEL(SYS_mmap, address, size, PROT_READ | PROT_WRITE,
		(uint64_t)(MAP_PRIVATE | MAP_ANONYMOUS | flags), (uint64_t)-1, 0);

	if ((int64_t)answer.value == -1)
		row_not_graded("the row needs memory that mmap does not give here");
	return answer.value;
}

t_address occupy(t_address address, size_t size, unsigned char byte)
{
	map(address, size, MAP_FIXED);
	fill_memory(address, byte, size);
	noted("the row maps %zu bytes at %#lx, and fills them with '%c'", size,
		(unsigned long)address, byte);
	return address;
}

t_address map_anywhere(size_t size)
{
	return map(0, size, 0);
}

t_address occupy_anywhere(size_t size, unsigned char byte)
{
	t_address address = map_anywhere(size);

	fill_memory(address, byte, size);
	return address;
}

void leave(t_address address, size_t size)
{
	CALL_KERNEL(SYS_munmap, address, size);
}

void expect_kept(t_address address, size_t size, unsigned char byte, const char *whose)
{
	expect_filled(address, size, byte, whose);
}

void unmap(t_address address, size_t size)
{
	tried("munmap(%#lx, %zu)", (unsigned long)address, size);
	t_answer answer = CALL(UNMAP, address, size);
	answered_status((int)answer.value, answer.error);
	expect_success("munmap", (int)answer.value, answer.error);
}

/* ---- the process ---- */

size_t descriptors(void)
{
	char path[64];
	size_t count = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)g_process->pid);
	DIR *folder = opendir(path);
	if (folder == NULL)
		row_not_graded("the kernel does not show here which descriptors are open "
			       "(/proc/PID/fd)");
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

void expect_closed(size_t before, const char *after)
{
	size_t now = descriptors();

	expected("after %s no descriptor is left open", after);
	if (now > before)
		got("%zu more %s open than before", now - before,
			now - before == 1 ? "is" : "are");
}

void expect_nothing_mapped(const char *after)
{
	expected("after %s nothing of it is mapped", after);
	if (ledger_mapped() != 0)
		got("%zu bytes are still mapped", ledger_mapped());
}

static char *read_maps(void)
{
	char path[64];
	char *text = NULL;
	size_t size = 0;
	char bytes[4096];
	size_t read;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)g_process->pid);
	FILE *in = fopen(path, "re");
	FILE *out = open_memstream(&text, &size);
	while (in != NULL && out != NULL && (read = fread(bytes, 1, sizeof(bytes), in)))
		fwrite(bytes, 1, read, out);
	if (out != NULL)
		fclose(out);
	if (in != NULL)
		fclose(in);
	if (size == 0)
		row_not_graded("the kernel does not show here what is mapped "
			       "(/proc/PID/maps)");
	return text;
}

t_address maps_text(void)
{
	char *text = read_maps();
	t_address at = stage_string(text);

	free(text);
	return at;
}

size_t largest_file(void)
{
	struct rlimit limit = {0, 0};

	prlimit(g_process->pid, RLIMIT_FSIZE, NULL, &limit);
	return limit.rlim_cur;
}

void need_file(size_t needed)
{
	if (largest_file() < needed)
		row_not_graded("files may not be so large here (ulimit -f)");
}

void shrink_stack(void)
{
	const struct rlimit limit = {STACK, STACK};

	if (!row_is_watched() && prlimit(g_process->pid, RLIMIT_STACK, &limit, NULL) == 0)
		noted("the stack is limited to %d KiB", STACK >> 10);
}

unsigned char pattern(size_t at)
{
	return (unsigned char)(at * 7 + at / 251 + 1);
}

t_address stage_pattern(size_t size)
{
	unsigned char *bytes = malloc(size);

	for (size_t i = 0; bytes != NULL && i < size; i++)
		bytes[i] = pattern(i);
	t_address at = stage_bytes(bytes, size);
	free(bytes);
	return at;
}
