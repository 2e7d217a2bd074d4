/** The page that `npm run generate` makes of the rules, where everybody can read it: `repository` in package.json. */
const RULES_PAGE = 'https://github.com/vm-partition-lab/vm-partition-lab/blob/main/docs/rules.md';

const ruleId = /^[A-Z]{2,4}[0-9]{2}$/;

/** Where a rule is explained: its id leads to its section, a name that is no rule's (`SCHEMA`) to the page. */
export function ruleLink(rule: string): string {
  return ruleId.test(rule) && rule !== 'HOST01' ? `${RULES_PAGE}#${rule.toLowerCase()}` : RULES_PAGE;
}
