// docs/model/claims.md: what the paper states and how the model is held against it, from the claims themselves.
import { row } from './markdown.mjs';

const INTRO = `# The paper's claims

Made from \`src/core/predict/claims/\` by \`npm run generate\`. Do not edit.

The paper ("The Case for Partitioning Virtual Machines on Manycore Architectures", Ibrahim, Hofmeyr, Iancu) states what it
found in its text; bars and curves of its figures are in no text. \`vmpart claims\` holds the model against all of that: for
each value what is stated, what the model predicts with its interval of 95 %, and whether that is inside. \`--json\` prints a
list of \`{id, claim, predicted, low, high, inside, fitted}\` with \`value\`, \`section\`, \`kind\`, \`unit\`, \`statedLow\`,
\`statedHigh\`, \`condition\` and \`why\` beside them; a claim with several values has several entries. The exit code is 0
whatever the model says: a claim that it misses is a result.

## How a value is scored

| kind | unit | what it is | inside |
| --- | --- | --- | --- |
| \`change\` | percent | a ratio less one: time over native time, warm over cold | within 8 points of the stated value or range |
| \`share\` | percent | a part of all, or a ratio that the paper gives as one | within 8 points |
| \`ratio\` | times | how many times as slow, as fast, as wide | within a factor of 1.25 |
| \`decades\` | decades | the logarithm of a ratio, for orders of magnitude | within half a decade |
| \`ordering\` | pairs | which of two is smaller | all of its pairs are right |
| \`count\` | programs | for how many programs something holds | exactly the number |

- What is predicted is judged, not its interval: a model that knows little is not right more often.
- "Up to" is the largest over the cells that the paper speaks of, "as low as" and "at least" the smallest, "for most" the
  median, an average the arithmetic mean over the programs that ran. BT and SP want a square number of ranks: they are absent
  with 8 and 32.
- The ends of an interval are combined as the values are: what is not known of the model is taken to be wrong the same way in
  all cells. Of an ordering or a count they say how many pairs or programs are certain and possible.
- Where the text disagrees with itself both numbers are kept, as a range.
- What is not predicted is called so with the reason. It counts as outside, and in the median error as infinitely far. A
  value over several cells is not predicted when one of them is not.
- The median error is over held-out percentages: points from the stated value, or from the nearer end of a range, none inside
  it.

## Fitted and held out

Some parameters of the model have no source. They may be fitted on the nine claims that are called fitted below; every other
one is held out. The list was fixed before there was a model, see
[decision 0020](../decisions/0020-claims-for-fitting.md). The code that fits gets its targets from \`claimsForFitting()\`
alone, and tests hold that nothing of a held-out claim comes with them. How it fits: [fit.md](fit.md); what the model then
says: [predicted.md](predicted.md). Held out means not fitted, not unseen: whoever wrote
the equations had read the whole paper.

## Conditions and readings

N10, N11, N14 and N28 mean something only under a condition, which stands beside them. The paper does not say how its KVM
pages. By default questions are asked with what the processors have: nested paging on Barcelona (AMD, AMD-V Nested
Paging, 2008) and on Nehalem, the first of Intel's with it; shadow page tables on the older Xeon E7310. N10, N11 and N28 are asked
with shadow page tables: they count faults on frames that are mapped, and with nested paging such a fault does not reach the
host. N14 is asked with nested paging: only there does the host see the first touch of a shared page alone. Stock KVM cannot
show both at once; the paper's was changed.

The text leaves more open. It is read like this:

- Runs are warm where no phase is named, and class B where no class is ("unless explicitly stated otherwise", section VI); the
  runs with eight interfaces (N25) are class C, as the figure before them is.
- Faults while timed (N13) are asked of cold runs, in which there are most.
- "Mostly within 5 %" (N1) is said of the mean over the programs.
- "Up to 16 times" (N18) is 16 times the native time.
- 28 % in section I and 30 % in section VI (N7) are taken for two words on the same thing.
- "Matches native" (N20) is within 1 %. The best cut of each program is sought among 2, 4, 8 and 16 VMs.
- "Up to 15 %" (N21) may be 15 % less time or 15 % more speed: 13 to 15 % less time.
- The start-up of N22 is asked of one VM a socket, of which the paper speaks just before.
- Small messages are up to 1 KiB, large ones above 128 KiB, where section IX-C has a change; all sizes are the powers of two
  from 1 byte to 4 MiB.
- The partitions of N26 and N27 are two VMs a socket, those of figure 13.
- "As high as 10X" in the abstract is for latency and bandwidth together; it widens the larger of the two (N26).

## What is asked

A question (\`question.ts\`) names a quantity, a cell and what it is held against: the machine from \`media/machines\`, how many
of its sockets are used, the partition rule, program and class or size of message, launcher, phase, techniques, transport,
interfaces, paging and allocator. \`layout.ts\` and \`workload.ts\` make the cell's layout and workload, as an experiment has
them.

## What is stated`;

export function claimsPage({ claimRows, claimsInWords }) {
  const table = [
    row(['claim', 'value', 'stated', 'asked', 'section', '']),
    row(['---', '---', '---', '---', '---', '---']),
    ...claimRows.map(({ id, value, stated, asked, section, fitted }) =>
      row([id, value, stated, asked, section, fitted ? 'fitted' : 'held out']),
    ),
  ];
  const words = Object.entries(claimsInWords).map(([id, says]) => `- **${id}** ${says}`);
  const conditions = [
    ...new Set(claimRows.flatMap(({ id, condition }) => (condition ? [`- **${id}**: ${condition}.`] : []))),
  ];
  return (
    [INTRO, words.join('\n'), table.join('\n'), `Conditions:\n\n${conditions.join('\n')}`].join('\n\n') + '\n'
  );
}
