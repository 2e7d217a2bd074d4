import { HostError } from '../lab/ports';

interface Failure {
  readonly pattern: RegExp;
  /** What happened, as the end of a sentence that begins with the host's name. */
  readonly what: string;
  readonly remedy: (destination: string) => string;
}

/** What OpenSSH prints (ssh.c, sshconnect.c, packet.c), most telling first: a changed key also ends in "verification failed". */
const failures: readonly Failure[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    what: 'shows another host key than before. Somebody may listen in, or the host was installed anew.',
    remedy: (to) =>
      `Ask its administrator. If the new key is right, remove the old one with \`ssh-keygen -R\` and connect once with \`ssh ${to}\`.`,
  },
  {
    pattern: /Host key verification failed|No \S+ host key is known|no hostkey alg|Host key .*revoked/i,
    what: 'has a host key that this machine does not know.',
    remedy: (to) =>
      `Use Connect Host, or run \`ssh ${to}\` in a terminal, compare the key and accept it once.`,
  },
  {
    pattern: /Permission denied \(/,
    what: 'refused the login: none of the offered keys was accepted.',
    remedy: (to) =>
      `Load your key with \`ssh-add\`, or copy it with \`ssh-copy-id ${to}\`. For a password or a one-time code use Connect Host.`,
  },
  {
    pattern: /Too many authentication failures/,
    what: 'ended the login: too many keys were offered.',
    remedy: () => 'Name the right key with IdentityFile and set IdentitiesOnly yes in the ssh configuration.',
  },
  {
    pattern: /Could not resolve hostname|Name or service not known/i,
    what: 'has a name that cannot be resolved.',
    remedy: () => 'Check the spelling, the HostName in your ssh configuration, and the network or VPN.',
  },
  {
    pattern: /Connection refused/,
    what: 'refused the connection: nothing listens on that port.',
    remedy: () => 'Check that the host is up, that sshd runs there, and the Port in your ssh configuration.',
  },
  {
    pattern: /timed out|No route to host|Network is unreachable|Host is down/i,
    what: 'cannot be reached: no answer over the network.',
    remedy: () => 'Check that the host is up, and the network, VPN, firewall or ProxyJump on the way to it.',
  },
  {
    pattern:
      /Bad configuration option|bad configuration options|Bad owner or permissions|Can't open user config/i,
    what: 'was not tried: ssh does not accept its configuration file.',
    remedy: () => 'Mend the line or the permissions that ssh names.',
  },
  {
    pattern:
      /no matching (key exchange|cipher|MAC|host key type)|Unable to negotiate|kex_exchange_identification/i,
    what: 'and this machine could not agree on how to talk.',
    remedy: (to) => `Run \`ssh -v ${to}\` in a terminal to see why.`,
  },
  {
    pattern:
      /closed by|reset by peer|Broken pipe|not responding|client_loop|disconnect|Connection closed|mux_client/i,
    what: 'is no longer connected: the connection was cut.',
    remedy: () => 'Try again. What was started there goes on without the connection.',
  },
];

/** What made ssh end with exit status 255, from what it wrote on stderr. */
export function sshFailure(name: string, destination: string, stderr: string): HostError {
  const said = lastLine(stderr);
  const known = failures.find(({ pattern }) => pattern.test(stderr));
  if (known === undefined) {
    return new HostError(
      `${name} is not connected: ssh ended${said === '' ? ' without a word' : `: ${said}`}`,
      `Run \`ssh ${destination}\` in a terminal to see why.`,
    );
  }
  return new HostError(
    `${name} ${known.what}${said === '' ? '' : ` (ssh: ${said})`}`,
    known.remedy(destination),
  );
}

function lastLine(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? '').trim().slice(0, 300);
}
