// What the schema of experiments takes from elsewhere: the suites and launchers of src/core/programs, and the layout's
// schema, since no schema may refer to another file.

/** The schema with `definitions.workload` and the layout's definitions made anew; everything else is kept. */
export function experimentSchema(experiment, layout, suites, launchers) {
  const { definitions, ...rest } = experiment;
  const own = Object.fromEntries(
    Object.entries(definitions)
      .filter(([name]) => !/^layout(-|$)/.test(name))
      .map(([name, value]) =>
        name === 'workload'
          ? [name, workloadSchema(definitions.workloadCommon, suites, launchers)]
          : [name, value],
      ),
  );
  return { ...withFactors(rest, suites, launchers), definitions: { ...own, ...inlineLayout(layout) } };
}

/** Levels of the factors `launcher` and `class` are what launchers and suites know. */
function withFactors(schema, suites, launchers) {
  const { factors } = schema.properties;
  const known = {
    launcher: distinct(launchers.map(({ id }) => id)),
    class: suites.flatMap(({ entry }) => entry.keys.class?.enum ?? []),
  };
  const filled = Object.entries(factors.properties).map(([name, levels]) =>
    Object.hasOwn(known, name) ? [name, { ...levels, items: { enum: known[name] } }] : [name, levels],
  );
  return {
    ...schema,
    properties: { ...schema.properties, factors: { ...factors, properties: Object.fromEntries(filled) } },
  };
}

/** What all workloads say and what each suite adds, with a condition a suite, so that users get one error and not ten. */
function workloadSchema({ type, required, properties }, suites, launchers) {
  const keys = Object.assign({}, ...suites.map((suite) => keysOf(suite, suites, properties)));
  const ids = (items) => distinct(items.map(({ id }) => id));
  return {
    type,
    required,
    properties: {
      ...properties,
      suite: {
        enum: ids(suites),
        enumDescriptions: suites.map(({ title }) => title),
        description: suites.map(({ id, title }) => `\`${id}\`: ${title}.`).join(' '),
      },
      launcher: {
        enum: ids(launchers),
        enumDescriptions: launchers.map(({ title }) => title),
        description: properties.launcher.description,
      },
      ...keys,
    },
    allOf: suites.map((suite) => condition(suite, Object.keys(properties))),
    additionalProperties: false,
  };
}

/** A key that two suites share must mean the same in both: an entry of `workloads` has one type for each key. */
function keysOf({ id, entry }, suites, common) {
  for (const [key, schema] of Object.entries(entry.keys)) {
    if (key in common)
      throw new Error(
        `The suite "${id}" declares the key \`${key}\`, which every workload has. Use what is there, or give yours another name.`,
      );
    const own = JSON.stringify(schema);
    const other = suites.find(
      (suite) => key in suite.entry.keys && JSON.stringify(suite.entry.keys[key]) !== own,
    );
    if (other !== undefined)
      throw new Error(
        `The suites "${id}" and "${other.id}" declare the key \`${key}\` differently:\n  ${own}\n  ${JSON.stringify(other.entry.keys[key])}\nWrite the same in both, description and all, or give one of them another name.`,
      );
  }
  return entry.keys;
}

function condition({ id, entry }, common) {
  return {
    if: { properties: { suite: { const: id } }, required: ['suite'] },
    then: {
      required: [...entry.required],
      propertyNames: { enum: [...common, ...Object.keys(entry.keys)] },
      ...(entry.launchers === null ? {} : { properties: { launcher: { enum: [...entry.launchers] } } }),
    },
  };
}

function distinct(ids) {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`Two files in src/core/programs call themselves ${twice}.`);
  return ids;
}

/** The layout's definitions with a prefix, copied from the one place where they are written. */
function inlineLayout(layout) {
  const { $schema, $id, title, allowTrailingCommas, definitions, ...body } = layout;
  void [$schema, $id, title, allowTrailingCommas];
  const copied = Object.entries(definitions).map(([name, value]) => [`layout-${name}`, prefixed(value)]);
  return { layout: prefixed(body), ...Object.fromEntries(copied) };
}

function prefixed(node) {
  if (Array.isArray(node)) return node.map(prefixed);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === '$ref'
        ? [key, value.replace('#/definitions/', '#/definitions/layout-')]
        : [key, prefixed(value)],
    ),
  );
}
