/* bytes.h - numbers in network order, wherever they lie. */
#ifndef MEDIA_BYTES_H
#define MEDIA_BYTES_H

#include <stdint.h>

static inline uint16_t bytes_get16(const uint8_t *b)
{
	return (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t bytes_get24(const uint8_t *b)
{
	return (uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2];
}

static inline uint32_t bytes_get32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | bytes_get24(b + 1);
}

static inline void bytes_put16(uint8_t *b, uint16_t v)
{
	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
}

static inline void bytes_put32(uint8_t *b, uint32_t v)
{
	bytes_put16(b, (uint16_t)(v >> 16));
	bytes_put16(b + 2, (uint16_t)v);
}

#endif
