// How the engine gives up on a chip: the faults of a call go to the innermost attempt. `make size` counts this, too.
#include <setjmp.h>
#include <stddef.h>
#include "engine_port.h"

void halt(int status);

struct attempt {
  struct attempt *outer;
  int fault;
  jmp_buf registers;
};

static struct attempt *innermost;

int engine_port_attempt(void (*body)(void *), void *context) {
  struct attempt attempt = {.outer = innermost, .fault = 0};
  innermost = &attempt;
  if (!setjmp(attempt.registers)) body(context);
  innermost = attempt.outer;
  return attempt.fault;
}

void engine_port_fail(int fault) {
  if (!innermost) {
    halt(1);
    __builtin_unreachable();
  }
  innermost->fault = fault;
  longjmp(innermost->registers, 1);
}
