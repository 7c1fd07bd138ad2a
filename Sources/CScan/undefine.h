// Forgets the primitives of one instruction set, so that kernel.h can be compiled for the next.
#undef NAME
#undef BLOCK
#undef LOAD
#undef EQUAL
#undef NEGATIVE
#undef AT_LEAST
#undef PREFIX_XOR
#undef EMIT
#undef HAS_SPECIAL
#undef TEXT
#undef TEXT_LOAD
#undef TEXT_IS
#undef TEXT_IS_ID
