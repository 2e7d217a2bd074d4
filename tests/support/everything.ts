/**
 * Whether all tests are asked for (`npm test -- --all`, or `VMPART_TESTS=all` where vitest is called directly). Otherwise
 * what takes minutes is left out where a smaller test holds the same in part.
 */
export const everything = process.env['VMPART_TESTS'] === 'all';
