import { checkExperiment, checkLayout } from '../check/engine';
import type { Finding } from '../check/rule';
import { experimentFromDocument } from '../experiment/fromDocument';
import { layoutReferences } from '../experiment/layoutReferences';
import { layoutFromDocument } from '../layout/fromDocument';
import type { Layout } from '../layout/layout';
import { parseDocument } from '../text/parse';
import type { Machine } from '../topology/machine';
import {
  experimentDocument,
  experimentText,
  layoutDocument,
  layoutFile,
  layoutText,
  type Accepted,
} from './documents';
import { groundOf, type Ground } from './ground';
import { isRefused, type Classes, type Cut, type Design, type Recipe, type Refused } from './recipe';

/** Files of one folder. */
export interface Composed {
  /** Name of the experiment's file, which is among the files. */
  readonly experiment: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/**
 * A figure of the paper as an experiment with its layouts for a machine, or why that machine cannot have it. `named` is
 * what documents call the machine: a built-in id, or the path of a topology file relative to them.
 */
export function compose(recipe: Recipe, machine: Machine, named: string): Composed | Refused {
  const ground = groundOf(machine, recipe.isShared);
  if (isRefused(ground)) return ground;
  let refused: Refused | null = null;
  for (const classes of ground.isSmall ? small : large) {
    const design = recipe.design(ground, classes);
    if (isRefused(design)) return design;
    const composed = composedWith(recipe, design, ground, named);
    if (!isRefused(composed)) return composed;
    refused = composed;
  }
  return refused ?? noRoom(ground);
}

/** The paper's first; smaller ones where memory does not do. */
const small: readonly Classes[] = [['S', 'W']];
const large: readonly Classes[] = [['B', 'C'], ['A', 'B'], ['W', 'A'], ...small];

/** What these figures mean by what the checker finds in them. Whatever else it finds is left for the user to see. */
const meant: Accepted = {
  CPU09: 'every core computes, natively too, as in the paper',
  CPU10: 'what cuts as fine as this cost is the question',
  NUM01: 'a VM that spans nodes without knowing is what the others are compared with',
};

function composedWith(recipe: Recipe, design: Design, ground: Ground, named: string): Composed | Refused {
  const plain = design.cuts.map((cut) => layoutOf(cut, ground, named));
  const document = experimentDocument(recipe, design, ground);
  const text = experimentText(design, document, ground);
  const levels = layoutReferences(document).map(({ name, path }, index) => ({
    name,
    path,
    layout: plain[index] as Layout,
  }));
  const { experiment, problems } = experimentFromDocument(document, levels, recipe.id);
  const findings = checkExperiment(parseDocument(text), experiment, problems);
  if (findings.some(({ rule }) => rule === 'NPB05')) return noRoom(ground);
  const layouts = design.cuts.map((cut, index) => {
    const beside = plain.filter((_, other) => other !== index);
    const accept = acceptances(cut, ground, plain[index] as Layout, { beside, factors: experiment.factors });
    return {
      name: layoutFile(cut.name),
      text: layoutText(cut, layoutDocument(cut, ground, named, accept)),
    };
  });
  const file = `${recipe.id}.vmexperiment.json`;
  return { experiment: file, files: [{ name: file, text }, ...layouts] };
}

function layoutOf(cut: Cut, ground: Ground, named: string): Layout {
  const document = layoutDocument(cut, ground, named, {});
  return layoutFromDocument(document, ground.machine, cut.name).layout;
}

/** Acceptances of what is found, and no others: an acceptance of nothing is a finding too. */
function acceptances(
  cut: Cut,
  ground: Ground,
  layout: Layout,
  context: Parameters<typeof checkLayout>[3],
): Accepted {
  const text = layoutText(cut, layoutDocument(cut, ground, '', {}));
  const found: readonly Finding[] = checkLayout(parseDocument(text), layout, [], context);
  const rules = new Set(found.map(({ rule }) => rule));
  return Object.fromEntries(Object.entries(meant).filter(([rule]) => rules.has(rule)));
}

function noRoom({ machine }: Ground): Refused {
  return {
    problem: `VMs on "${machine.id}" have no room for the programs of the figure in the smallest class.`,
    remedy: 'Choose a machine with more memory.',
  };
}
