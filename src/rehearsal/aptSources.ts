/** One entry of an apt sources list (sources.list(5)), options by their deb822 names. */
interface Source {
  readonly uris: string;
  readonly suites: readonly string[];
  readonly components: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Options that matter for reading packages from a source. */
const OPTIONS: Readonly<Record<string, string>> = {
  'signed-by': 'Signed-By',
  trusted: 'Trusted',
  'check-valid-until': 'Check-Valid-Until',
};

/**
 * The distribution's own package sources of a system as one deb822 text: entries of other vendors would bring
 * packages and keys that the image does not need. `texts` are the files that apt reads, `.list` and `.sources` alike.
 * Empty when there is none for the suite.
 */
export function distributionSources(texts: readonly string[], suite: string): string {
  const own = (name: string): boolean => name === suite || name.startsWith(`${suite}-`);
  const sources = sourcesIn(texts)
    .map((source) => ({ ...source, suites: source.suites.filter(own) }))
    .filter(({ suites }) => suites.length > 0);
  return [...new Set(sources.map(stanza))].join('\n');
}

/** The same for other suites of the distribution, from wherever this system takes its own. */
export function newerSources(texts: readonly string[], suite: string, newer: readonly string[]): string {
  const sources = sourcesIn(texts)
    .filter(({ suites }) => suites.includes(suite))
    .map((source) => ({ ...source, suites: newer }));
  return [...new Set(sources.map(stanza))].join('\n');
}

function sourcesIn(texts: readonly string[]): readonly Source[] {
  return texts.flatMap((text) => [...lineSources(text), ...stanzaSources(text)]);
}

function stanza({ uris, suites, components, options }: Source): string {
  const lines = [
    'Types: deb',
    `URIs: ${uris}`,
    `Suites: ${suites.join(' ')}`,
    `Components: ${components}`,
    ...Object.entries(options).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** `deb [option=value ...] URI SUITE COMPONENT...` */
function lineSources(text: string): readonly Source[] {
  return text.split('\n').flatMap((line): Source[] => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
    if (match === null) return [];
    const [, options = '', uris = '', suite = '', components = ''] = match;
    const pairs = options.split(/\s+/).map((pair): [string, string] => {
      const [name = '', ...rest] = pair.split('=');
      return [name, rest.join('=')];
    });
    return [
      { uris, suites: [suite], components: components.trim().replace(/\s+/g, ' '), options: known(pairs) },
    ];
  });
}

function stanzaSources(text: string): readonly Source[] {
  return text.split(/\n\s*\n/).flatMap((block): Source[] => {
    const fields = stanzaFields(block);
    const types = fields.get('types')?.split(/\s+/) ?? [];
    if (!types.includes('deb') || /^(no|false|0)$/i.test(fields.get('enabled') ?? 'yes')) return [];
    return [
      {
        uris: fields.get('uris') ?? '',
        suites: (fields.get('suites') ?? '').split(/\s+/),
        components: fields.get('components') ?? '',
        options: known([...fields]),
      },
    ];
  });
}

/** Fields of a deb822 block by lower-case name; a line that begins with a space goes on with the last field. */
function stanzaFields(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of block.split('\n').filter((text) => !text.startsWith('#'))) {
    const match = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line);
    if (match !== null) {
      last = (match[1] ?? '').toLowerCase();
      fields.set(last, (match[2] ?? '').trim());
    } else if (/^\s+\S/.test(line) && last !== '') {
      fields.set(last, `${fields.get(last) ?? ''}\n ${line.trim()}`);
    }
  }
  return fields;
}

function known(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => {
      const field = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
      return field === undefined ? [] : [[field, value]];
    }),
  );
}

/** How apt reaches its sources, from `apt-config dump`: proxies and certificates, as options for another apt. */
export function reachOptions(dump: string): readonly string[] {
  return dump
    .split('\n')
    .filter((line) => /^Acquire::(https?::|Retries )/.test(line) && !/ "";$/.test(line))
    .map((line) => line.replace(/;$/, ''));
}
