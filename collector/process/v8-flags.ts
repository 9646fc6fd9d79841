import { setFlagsFromString } from 'node:v8';

/**
 * A collector lives for months on a small container, and what it needs changes little: collecting garbage at 1.4 times
 * what is alive, instead of up to 4 times, and keeping the nursery small halves its memory for a little CPU.
 */
setFlagsFromString('--heap-growing-percent=40');
setFlagsFromString('--semi-space-growth-factor=1');
