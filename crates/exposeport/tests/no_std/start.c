/* What a program without libc needs: memory, the functions that compilers call, start and exit. */

#include <stddef.h>

__attribute__((aligned(16))) unsigned char no_std_heap[1 << 20];

int no_std_run(void);

void *memcpy(void *to, const void *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((unsigned char *)to)[i] = ((const unsigned char *)from)[i];
    return to;
}

void *memmove(void *to, const void *from, size_t n)
{
    if ((unsigned char *)to <= (const unsigned char *)from)
        return memcpy(to, from, n);
    while (n-- > 0)
        ((unsigned char *)to)[n] = ((const unsigned char *)from)[n];
    return to;
}

void *memset(void *to, int value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((unsigned char *)to)[i] = (unsigned char)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < n; i++)
        if (x[i] != y[i])
            return x[i] - y[i];
    return 0;
}

int bcmp(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n);
}

/* The compiled `core` and `alloc` name it. Panics abort, so nothing calls it. */
void rust_eh_personality(void)
{
    __builtin_trap();
}

__attribute__((force_align_arg_pointer)) void _start(void)
{
    long status = no_std_run();
    __asm__ volatile("syscall" : : "a"(60L), "D"(status) : "rcx", "r11", "memory");
    __builtin_unreachable();
}
