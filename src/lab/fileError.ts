import { UserError } from './lab';

/** What the system says (errno(3)) in the words of a user, and what to do. */
const KNOWN: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  EISDIR: ['is a folder, not a file.', 'Name a file.'],
  ENOTDIR: ['lies below something that is no folder.', 'Look at the path.'],
  EEXIST: ['is there already, and no folder.', 'Name another one.'],
  ENOENT: ['is not there.', 'Look at the path.'],
  EACCES: [
    'cannot be used: this user has no right to.',
    'Change its rights, or those of the folders above it.',
  ],
  EPERM: [
    'cannot be used: this user has no right to.',
    'Change its rights, or those of the folders above it.',
  ],
  EROFS: ['cannot be written: its file system is read-only.', 'Name another folder.'],
  ENOSPC: ['cannot be written: the disk is full.', 'Make room on it.'],
  EDQUOT: ['cannot be written: the quota is used up.', 'Make room.'],
  ENAMETOOLONG: ['is too long for a path.', 'Name a shorter one.'],
  ELOOP: ['leads in a circle of symbolic links.', 'Look at the links.'],
};

/** An error of the file system as one that the user can put right; null for any other error. */
export function fileError(error: unknown): UserError | null {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return null;
  const { code, path } = error;
  if (typeof code !== 'string' || typeof path !== 'string') return null;
  const [what, remedy] = Object.hasOwn(KNOWN, code) ? (KNOWN[code] ?? []) : [];
  return new UserError(
    `${path} ${what ?? `cannot be used (${code}).`}`,
    remedy ?? 'Look at the path and its rights.',
  );
}
