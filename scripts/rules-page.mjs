// docs/rules.md: what the checker knows, from the rules themselves.
import { row } from './markdown.mjs';

const INTRO = `# What is checked

Made from \`src/core/check/rules/\` by \`npm run generate\`. Do not edit.

A finding says what is wrong, where, and what to do. It stands at the smallest place in the text that must change, and
one mistake is one finding. \`vmpart check FILE...\` prints findings as \`FILE:LINE:COL severity RULE message\`; the editor
underlines them. Some carry fixes: the editor offers each, \`vmpart check --fix\` applies those that change nothing that
somebody decided on purpose.

- **error**: it cannot run, or its result means something else than it says.
- **warning**: it runs, and its result is worth less than it looks. With \`--strict\` warnings fail as well.
- **info**: worth knowing.

What is meant so is accepted with a reason, and the finding is then silent:

\`\`\`jsonc
{
  "accept": { "NUM01": "the wide VM is the baseline" },
}
\`\`\`

An acceptance stands in the document, or nearer: in a VM of a layout, in a workload of an experiment. One that silences
nothing is an info (\`ACCEPT\`). The setting \`vmPartitionLab.severities\` gives a rule another severity everywhere, or
switches it off. Rules about the host speak only once it has been probed, and say how long ago that was.

Beside the rules stand \`SYNTAX\` and \`SCHEMA\` (the text is no document of its kind), \`MACHINE\`, \`LAYOUT\` and \`EXPERIMENT\`
(what could not be read), \`PLAN\` (what this version cannot run yet) and \`HOST01\` (what a probed host lacks).
`;

/** `allRules` as in rules/all.ts; in the order of their groups, as people look them up. */
export function rulesPage({ allRules }) {
  const rules = [...allRules].sort((a, b) => order(a.id) - order(b.id) || (a.id < b.id ? -1 : 1));
  const table = [
    row(['rule', 'severity', 'what it finds', 'about', 'needs a probed host']),
    row(['---', '---', '---', '---', '---']),
    ...rules.map((rule) =>
      row([
        `[${rule.id}](#${rule.id.toLowerCase()})`,
        rule.severity,
        escaped(rule.title),
        rule.subject,
        rule.needsHost === true ? 'yes' : '',
      ]),
    ),
  ];
  return [INTRO, table.join('\n'), ...rules.map(section)].join('\n\n') + '\n';
}

const GROUPS = ['CPU', 'NUM', 'MEM', 'IO', 'SHM', 'NPB', 'EXP'];

/** Groups that this list does not know come last. */
function order(id) {
  const at = GROUPS.indexOf(id.replace(/[0-9]+$/, ''));
  return at < 0 ? GROUPS.length : at;
}

function section(rule) {
  return [
    `## ${rule.id}`,
    `**${escaped(rule.title)}** (${rule.severity}, ${rule.subject}${rule.needsHost === true ? ', about the probed host' : ''})`,
    escaped(rule.reason),
    `Source: ${escaped(rule.source).replace(/\.$/, '')}.`,
    accepting(rule),
  ].join('\n\n');
}

function accepting({ id, subject, needsHost }) {
  const where =
    subject === 'layout'
      ? 'in the layout, or in the VM that it is about'
      : 'in the experiment, or in the workload that it is about';
  const probe = needsHost === true ? ' It is found only once the host has been probed.' : '';
  return `To accept it: \`"accept": { "${id}": "the reason" }\` ${where}.${probe}`;
}

/** Characters that would be markup, or end a cell of a table, outside of what is code already. */
function escaped(text) {
  const markup = /[\\|*<>#[\]]|(?<!\w)_|_(?!\w)/g;
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? part.replaceAll('|', '\\|') : part.replace(markup, '\\$&')))
    .join('`');
}
