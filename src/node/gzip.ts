import { gunzip, gzip } from 'node:zlib';
import type { Gzip } from '../lab/ports';

/** gzip (RFC 1952) without a time, so that the same bytes give the same file. */
export const nodeGzip: Gzip = {
  compress: (bytes) =>
    new Promise((resolve, reject) => {
      gzip(bytes, (error, compressed) => {
        if (error === null) resolve(compressed);
        else reject(error);
      });
    }),
  expand: (bytes, most) =>
    new Promise((resolve) => {
      gunzip(bytes, { maxOutputLength: most }, (error, expanded) => {
        if (error === null) resolve(expanded);
        else resolve('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'damaged');
      });
    }),
};
