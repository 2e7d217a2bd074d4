/** What a journal may name as a file of output: it comes from a host and is not trusted with other paths. */
const RAW_FILE = /^raw\/[A-Za-z0-9_.-]+$/;

export function isRawFile(file: string): boolean {
  return RAW_FILE.test(file);
}
