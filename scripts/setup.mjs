// Installs what a fresh Debian 12 lacks: says what and why, then calls apt-get as root; without root it says what to
// ask for. `node scripts/setup.mjs [--what build,rehearsal,editor,checks,formats,guests,shared,faults]`. Needs Node 20 and nothing else.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Debian packages and what each is for, by what one wants to do. */
const GROUPS = {
  build: {
    gcc: 'compiles the static helper that travels to hosts',
    'musl-tools': 'keeps that helper at 170 kB',
    'linux-libc-dev': 'kernel headers for that helper',
  },
  rehearsal: {
    'qemu-system-x86': 'emulates the NUMA machine',
    mmdebstrap: 'makes the image of that machine from this system’s package sources',
    'squashfs-tools': 'packs the image',
    'openssh-client': 'reaches hosts',
    'openssh-server': 'stands for a host in tests',
    e2fsprogs: 'makes the disks of machines and guests',
    'busybox-static': 'first programs of guests',
    cpio: 'start-up archives of guests',
    'xz-utils': 'unpacks kernels',
    uidmap: 'makes the image without root',
    iproute2: 'networks of guests on this machine',
    procps: 'looks at processes in tests',
  },
  editor: {
    chromium: 'the browser in which the editor runs',
    'libkrb5-dev': 'headers for a native module of the served editor',
    python3: 'builds native modules',
    make: 'builds native modules',
    'g++': 'builds native modules',
  },
  checks: { shellcheck: 'checks the shell library' },
  formats: {
    'libvirt-clients': 'virt-xml-validate and libvirt’s own schemas, for exported domains',
    'libxml2-utils': 'the validator that virt-xml-validate calls',
    python3: 'computes tables of results anew from the CSV, in tests',
  },
  guests: {
    'linux-image-amd64': 'the kernel of guests on this machine, in tests',
    kmod: 'finds the modules of that kernel',
    'openmpi-bin': 'a launcher whose placement of ranks is tested',
    mpich: 'a launcher whose placement of ranks is tested',
  },
  shared: {
    gcc: 'compiles the library that is preloaded',
    'openmpi-bin': 'a stock runtime: Open MPI and its OpenSHMEM',
    'libopenmpi-dev': 'compiles programs for it',
    mpich: 'another stock runtime',
    'libmpich-dev': 'compiles programs for it',
    'openssh-client': 'starts ranks in what stands for VMs',
    'openssh-server': 'the same',
    iproute2: 'the network between them',
    'util-linux': 'their namespaces',
  },
  faults: { sudo: 'becomes root on stand-in hosts, as users do' },
};

/**
 * Makes sure that the packages of these groups are installed. Ends the process with exit code 1 and the command to ask
 * for when it may not install, and with apt's messages when apt fails. Does nothing on systems without dpkg.
 */
export function ensurePackages(groups) {
  const wanted = Object.assign({}, ...groups.map(groupNamed));
  const missing = missingPackages(Object.keys(wanted));
  if (missing === null) {
    console.error('This is no Debian system: what is needed is not looked for. See CONTRIBUTING.md.');
    return;
  }
  if (missing.length === 0) return;
  console.error(`Missing Debian packages:\n${table(missing, wanted)}`);
  if (process.getuid?.() !== 0) {
    console.error('Installing them needs root. Ask for, or run, and then start again:');
    console.error(`  sudo apt-get install --no-install-recommends ${missing.join(' ')}`);
    process.exit(1);
  }
  install(missing);
}

function groupNamed(name) {
  const group = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined;
  if (group !== undefined) return group;
  console.error(`There is no group of packages ${name}; there are ${Object.keys(GROUPS).join(', ')}.`);
  process.exit(2);
}

/** Names that dpkg does not have as installed; null where there is no dpkg. */
function missingPackages(names) {
  const result = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n', ...names], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (result.error) return null;
  const lines = result.stdout.split('\n');
  return names.filter((name) => !lines.includes(`installed ${name}`));
}

function table(names, reasons) {
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `  ${name.padEnd(width)}  ${reasons[name]}`).join('\n');
}

/** Package lists are fetched only when there are none, or when they turn out to be too old. */
function install(names) {
  const command = ['install', '--yes', '-qq', '--no-install-recommends', ...names];
  if (hasPackageLists() && apt(command)) return;
  if (apt(['update', '-qq']) && apt(command) && missingPackages(names)?.length === 0) return;
  console.error('apt-get could not install them; its messages stand above.');
  process.exit(1);
}

function hasPackageLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}

/** apt asks nothing, waits for another apt, and writes on stderr: stdout belongs to results. */
function apt(args) {
  console.error(`apt-get ${args.join(' ')}`);
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
  const result = spawnSync('apt-get', [...options, ...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return result.status === 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const at = process.argv.indexOf('--what');
  ensurePackages(at < 0 ? Object.keys(GROUPS) : (process.argv[at + 1] ?? '').split(','));
}
