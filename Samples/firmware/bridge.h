// What the firmware's Swift code needs from C.
#include <stdint.h>
void console_write(uint8_t byte);
extern const uint8_t snapshot[];
extern const uint32_t snapshot_size;
static inline const void *snapshot_start(void) { return snapshot; }
