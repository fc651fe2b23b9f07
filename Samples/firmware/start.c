// What the chip needs before Swift's `main`: vectors, memory, the C library's heap, a console, and a way to stop the
// emulator. nRF51822 (BBC micro:bit): 256 kB flash, 16 kB RAM, Cortex-M0.
#include <stddef.h>
#include <stdint.h>

extern uint32_t __data_load, __data_start, __data_end, __bss_start, __bss_end, __stack_top;
int firmware_main(void);

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define UART 0x40002000u

static void uart_open(void) {
  REGISTER(UART + 0x50C) = 24;          // transmit pin of the USB interface
  REGISTER(UART + 0x524) = 0x01D7E000;  // 115200 baud
  REGISTER(UART + 0x500) = 4;           // enable
  REGISTER(UART + 0x008) = 1;           // start transmitting
}

void console_write(uint8_t byte) {
  REGISTER(UART + 0x11C) = 0;
  REGISTER(UART + 0x51C) = byte;
  while (!REGISTER(UART + 0x11C)) {
  }
}

// Ends the emulator; on a chip without a debugger it stops.
void halt(int status) {
  register uint32_t operation __asm__("r0") = 0x18;
  register uint32_t reason __asm__("r1") = status ? 0x20024 : 0x20026;
  __asm__ volatile("bkpt 0xAB" : : "r"(operation), "r"(reason) : "memory");
  for (;;) {
  }
}

void reset(void) {
  uint32_t *from = &__data_load;
  for (uint32_t *to = &__data_start; to < &__data_end;) *to++ = *from++;
  for (uint32_t *to = &__bss_start; to < &__bss_end;) *to++ = 0;
  uart_open();
  halt(firmware_main());
}

static void fault(void) { halt(1); }

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
  &__stack_top, reset, fault, fault,
};

// The C library's heap lies between the data and the stack.
void *_sbrk(ptrdiff_t size) {
  static char *end = (char *)&__bss_end;
  char *start = end;
  if (end + size > (char *)&__stack_top - 3072) return (void *)-1;
  end += size;
  return start;
}

// The C library refers to these, and nothing here uses them.
void _exit(int status) { halt(status); for (;;) {} }
int _kill(int process, int signal) { (void)process; (void)signal; return -1; }
int _getpid(void) { return 1; }
int _write(int file, const void *bytes, size_t size) { (void)file; (void)bytes; return (int)size; }
int _read(int file, void *bytes, size_t size) { (void)file; (void)bytes; (void)size; return 0; }
int _close(int file) { (void)file; return -1; }
int _fstat(int file, void *status) { (void)file; (void)status; return -1; }
int _isatty(int file) { (void)file; return 1; }
int _lseek(int file, int offset, int from) { (void)file; (void)offset; (void)from; return 0; }
