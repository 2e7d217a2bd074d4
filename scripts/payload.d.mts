/** Packs what travels to hosts, out of its sources and of what was compiled of them, into a folder's `files.br`. */
export function packPayload(sources: string, compiled: string, folder: string): void;
