// What the engine needs from the C library: the functions a port to a new target has to provide.
// They are declared here, without the library's own headers, so that a freestanding target compiles too.
#ifndef ENGINE_PORT_H
#define ENGINE_PORT_H

typedef __SIZE_TYPE__ size_t;

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);
void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memset(void *to, int byte, size_t count);
int memcmp(const void *a, const void *b, size_t count);

double pow(double base, double exponent);
double strtod(const char *restrict text, char **restrict end);
int snprintf(char *restrict buffer, size_t capacity, const char *restrict format, ...);

// Only for microcontrollers. `engine_port_attempt` runs a function and returns 0, or what `engine_port_fail` was called
// with meanwhile: that one returns to the innermost attempt under way, as `longjmp` does. With no attempt under way it
// must not return.
int engine_port_attempt(void (*body)(void *context), void *context);
_Noreturn void engine_port_fail(int fault);

// Writes `value` with `digits` significant digits, as C's %g does, and returns the length.
static inline int engine_port_format(char *buffer, size_t capacity, int digits, double value) {
  return snprintf(buffer, capacity, "%.*g", digits, value);
}

// Tells the compiler that a word holds a byte.
static inline unsigned engine_port_byte(unsigned word) {
  if (word > 255) __builtin_unreachable();
  return word;
}

#endif
