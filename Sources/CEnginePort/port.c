// The declarations are all there is: the C library implements them.
#include "engine_port.h"
