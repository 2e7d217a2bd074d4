// Made by scripts/generate.mjs from schemas/hosts.schema.json. Do not edit.

/**
 * KVM hosts by name. No password is ever stored here: ssh asks its agent and its configuration.
 */
export interface HostsDocument {
  $schema?: string;
  /**
   * Version of this document format.
   */
  version: 1;
  hosts: {
    [k: string]: Host;
  };
}
/**
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[A-Za-z][A-Za-z0-9_.-]{0,62}$".
 */
export interface Host {
  kind: 'local' | 'ssh' | 'rehearsal';
  /**
   * What would be typed after `ssh`: a host of the ssh configuration, or user@host.
   */
  destination?: string;
  /**
   * An ssh configuration file to use instead of the user's own.
   */
  configFile?: string;
  /**
   * For `rehearsal`: id or absolute path of the machine to emulate.
   */
  topology?: string;
  /**
   * Folder on the host for attempts and cached guests, on a local disk; ~/.local/share/vm-partition-lab when absent.
   */
  directory?: string;
  /**
   * What the host is, in words.
   */
  note?: string;
  /**
   * Run guests without KVM, by emulation. Placement is real, times mean nothing: results are marked as rehearsed.
   */
  emulate?: boolean;
}
