#define _GNU_SOURCE
#include "registers.h"

#include <elf.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

/* So much of the stack is searched. */
#define WORDS 2048

#if defined(__x86_64__)

#define INSTRUCTION(registers) (registers).rip
#define STACK(registers) (registers).rsp
typedef struct user_regs_struct t_registers;

int registers_refuse(pid_t pid, long value)
{
	t_registers registers;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &registers) == -1)
		return -1;
	registers.orig_rax = (unsigned long long)-1;
	registers.rax = (unsigned long long)value;
	return ptrace(PTRACE_SETREGS, pid, NULL, &registers) == -1 ? -1 : 0;
}

int registers_change(pid_t pid, unsigned number, uint64_t value)
{
	t_registers registers;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &registers) == -1)
		return -1;
	/* unsigned long in musl's headers, unsigned long long in glibc's. */
	__typeof__(registers.rdi) *const arguments[] = {&registers.rdi, &registers.rsi,
		&registers.rdx, &registers.r10, &registers.r8, &registers.r9};
	*arguments[number] = value;
	return ptrace(PTRACE_SETREGS, pid, NULL, &registers) == -1 ? -1 : 0;
}

#elif defined(__aarch64__)

#define INSTRUCTION(registers) (registers).pc
#define STACK(registers) (registers).sp
typedef struct user_regs_struct t_registers;

int registers_refuse(pid_t pid, long value)
{
	t_registers registers;
	int none = -1;
	struct iovec all = {&registers, sizeof(registers)};
	struct iovec number = {&none, sizeof(none)};

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all) == -1)
		return -1;
	registers.regs[0] = (unsigned long long)value;
	return ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &number) == -1 ||
			       ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &all) == -1
		       ? -1
		       : 0;
}

int registers_change(pid_t pid, unsigned number, uint64_t value)
{
	t_registers registers;
	struct iovec all = {&registers, sizeof(registers)};

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all) == -1)
		return -1;
	registers.regs[number] = value;
	return ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &all) == -1 ? -1 : 0;
}

#else
#error "the examiner knows the registers of x86-64 and aarch64"
#endif

static int is_code(t_address address)
{
	return address > g_shared->text[0] && address < g_shared->text[1];
}

/* On x86-64 a call has 5 bytes, or 2 to 7 where its target stands in a register or in
 * memory; elsewhere any address will do. */
static int is_behind_call(pid_t pid, t_address address)
{
#if defined(__x86_64__)
	unsigned char code[7];
	struct iovec to = {code, sizeof(code)};
	struct iovec from = {(void *)(address - sizeof(code)), sizeof(code)};

	if (process_vm_readv(pid, &to, 1, &from, 1, 0) != sizeof(code))
		return 0;
	return code[2] == 0xe8 || code[5] == 0xff || code[4] == 0xff || code[1] == 0xff ||
	       code[0] == 0xff;
#else
	(void)pid;
	return address % 4 == 0;
#endif
}

void registers_note(pid_t pid, t_mishap *mishap)
{
	t_registers registers;
	t_address stack[WORDS];
	struct iovec all = {&registers, sizeof(registers)};

	mishap->frame_count = 0;
	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all) == -1)
		return;
	mishap->stack = STACK(registers);
	/* Return addresses point behind the call, the instruction itself does not: +1
	 * makes them alike. */
	mishap->frames[mishap->frame_count++] = INSTRUCTION(registers) + 1;
	struct iovec to = {stack, sizeof(stack)};
	struct iovec from = {(void *)(mishap->stack & ~7ul), sizeof(stack)};
	ssize_t size = process_vm_readv(pid, &to, 1, &from, 1, 0);
	for (ssize_t i = 0; i < size / 8 && mishap->frame_count < FRAMES; i++)
		if (is_code(stack[i]) && is_behind_call(pid, stack[i]))
			mishap->frames[mishap->frame_count++] = stack[i];
}
