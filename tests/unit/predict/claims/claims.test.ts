import { describe, expect, it } from 'vitest';
import { ranksOf, rankPlacement } from '../../../../src/core/experiment/ranks';
import type { Claim, ClaimValue } from '../../../../src/core/predict/claims/claim';
import { allClaims } from '../../../../src/core/predict/claims/claims';
import { layoutOfCell } from '../../../../src/core/predict/claims/layout';
import type { Cell, Question } from '../../../../src/core/predict/claims/question';
import { statedOf } from '../../../../src/core/predict/claims/score';
import { workloadOfCell } from '../../../../src/core/predict/claims/workload';
import { suiteOf } from '../../../../src/core/programs/registry';
import type { Machine } from '../../../../src/core/topology/machine';
import { createLab } from '../../../../src/lab/createLab';
import { labOptions } from '../../../support/labOptions';
import { questionsOf } from './questions';

/** From the paper's text, written down apart from the claims: all that is stated, ranges as their ends. */
const STATED: Readonly<Record<string, readonly number[]>> = {
  ...{ N1: [-5, 5, 10], N2: [40, 82], N3: [6, 2.2, 20], N4: [39, 9, 3], N5: [54, 55, 27, 10, 11], N6: [47] },
  ...{ N7: [28, 30, 20, 60], N8: [38, 31, 0], N9: [96, 19], N10: [94, 30], N11: [25, 1], N12: [40, 20, 0] },
  ...{
    N13: [10, 0],
    N14: [50, 100],
    N15: [0, 25],
    N16: [17, 50, 26, 10, 42, 43],
    N17: [0],
    N18: [16, 40, 70],
  },
  ...{ N19: [3, 66], N20: [5], N21: [-15, 0, -13, 5, 70], N22: [50], N23: [63, 34], N24: [224, 242, 12, 17] },
  ...{ N25: [3.62, 3.02, 2], N26: [4, 5, 8, 10], N27: [3, 97, 5], N28: [], N29: [25] },
};

const machines = await createLab(labOptions()).machines();

function machineOf({ machine }: Cell): Machine {
  const found = machines.find(({ id }) => id === machine);
  if (found === undefined) throw new Error(`There is no machine ${machine}.`);
  return found;
}

function numbersOf(value: ClaimValue): readonly number[] {
  const { statedLow, statedHigh } = statedOf(value);
  return value.kind === 'ordering' ? [] : [statedLow, statedHigh];
}

const questions = allClaims.flatMap(({ id, values }) =>
  values.flatMap((value) => questionsOf(value).map((question) => ({ id, value, question }))),
);

function cellsOf({ cell, against }: Question): readonly Cell[] {
  return against === null ? [cell] : [cell, against];
}

describe('the claims', () => {
  it('are N1 to N29, in this order, each with values of different names', () => {
    expect(allClaims.map(({ id }) => id)).toEqual(Array.from({ length: 29 }, (_, at) => `N${at + 1}`));
    for (const { id, values } of allClaims) {
      expect(values.length, id).toBeGreaterThan(0);
      expect(new Set(values.map(({ what }) => what)).size, id).toBe(values.length);
    }
  });

  it.each(allClaims.map((claim): [string, Claim] => [claim.id, claim]))(
    '%s has the numbers of the text',
    (id, { values }) => {
      expect(new Set(values.flatMap(numbersOf))).toEqual(new Set(STATED[id]));
    },
  );

  it('reclaimed programs have the numbers in the order of section VII', () => {
    const values = allClaims.find(({ id }) => id === 'N16')?.values ?? [];
    const found = values.flatMap((value) =>
      value.kind === 'change' ? [[value.what.slice(0, 2), value.low]] : [],
    );
    expect(Object.fromEntries(found)).toEqual({
      ...{ SP: 17, MG: 50, BT: 17, LU: 26, EP: 10, CG: 42, FT: 10, IS: 43 },
    });
  });

  it('have ranges whose ends are in order', () => {
    for (const value of allClaims.flatMap(({ values }) => values)) {
      const { statedLow, statedHigh } = statedOf(value);
      expect(statedLow, value.what).toBeLessThanOrEqual(statedHigh);
    }
  });

  it('say a condition of N10, N11, N14 and N28, and of no other', () => {
    const conditional = allClaims.filter(({ values }) =>
      values.some(({ condition }) => condition !== undefined),
    );
    expect(conditional.map(({ id }) => id)).toEqual(['N10', 'N11', 'N14', 'N28']);
    for (const { values } of conditional) expect(values.every(({ condition }) => condition)).toBe(true);
  });
});

describe('the questions', () => {
  it('are of all claims, and ask for a share or for a ratio', () => {
    expect(new Set(questions.map(({ id }) => id)).size).toBe(29);
    for (const { id, value, question } of questions) {
      const isShare = question.quantity.startsWith('faults') || question.quantity === 'farPages';
      expect(question.against === null, `${id} ${value.what}`).toBe(isShare);
    }
  });

  it('never hold a cell against itself', () => {
    for (const { id, value, question } of questions)
      expect(question.cell, `${id} ${value.what}`).not.toEqual(question.against);
  });

  it('are one where a single number is asked for, and different where several are', () => {
    for (const { values } of allClaims)
      for (const value of values) {
        if (value.kind === 'ordering' || value.kind === 'count') continue;
        const { over, questions: asked } = value.of;
        expect(over === 'one', value.what).toBe(asked.length === 1);
        expect(new Set(asked.map((one) => JSON.stringify(one))).size, value.what).toBe(asked.length);
      }
  });

  const cells = new Map(
    questions.flatMap(({ question }) => cellsOf(question).map((cell) => [JSON.stringify(cell), cell])),
  );

  it('are about cells that the machines can have, with a rank or a thread on every PU in use', () => {
    expect(cells.size).toBeGreaterThan(200);
    for (const [key, cell] of cells) {
      const machine = machineOf(cell);
      const { layout, problems } = layoutOfCell(cell, machine);
      expect(problems, key).toEqual([]);
      const pus = layout.vms.flatMap((vm) => vm.pus.map((pu) => `${vm.host ?? ''} ${pu}`));
      expect(pus.length, key).toBe(cell.hosts * cell.sockets * 4);
      const workload = workloadOfCell(cell, layout);
      if (workload === null) {
        expect(cell.work.kind, key).toBe('barrier');
        continue;
      }
      // Threads belong to one process a VM, processes have a thread each.
      const perRank = cell.kind === 'threads' ? pus.length / layout.vms.length : 1;
      expect(ranksOf(workload, layout), key).toBe(pus.length / perRank);
      const used = rankPlacement(workload, layout).flatMap((place) =>
        place.pus.map((pu) => `${layout.vms.find(({ name }) => name === place.vm)?.host ?? ''} ${pu}`),
      );
      expect([...used].sort(), key).toEqual([...pus].sort());
      expect(suiteOf(workload.suite).rankProblem(workload, ranksOf(workload, layout)), key).toBeNull();
    }
  });

  it('have VMs of the first packages alone, of all hosts, with the interfaces and the region asked for', () => {
    const [cell] = [...cells.values()].filter(({ work }) => work.kind === 'npb');
    if (cell === undefined) throw new Error('There is no cell.');
    const made = (over: Partial<Cell>): ReturnType<typeof layoutOfCell>['layout'] => {
      const asked: Cell = { ...cell, ...over };
      return layoutOfCell(asked, machineOf(asked)).layout;
    };
    const barcelona = { machine: 'barcelona-4x4', hosts: 1, sockets: 4 } as const;
    expect(made({ ...barcelona, sockets: 2 }).vms.map(({ pus }) => pus)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]]);
    expect(made({ ...barcelona, vms: { per: 'node', count: 2 } }).vms).toHaveLength(8);
    expect(made({ ...barcelona, vms: null }).vms).toHaveLength(1);
    const shared = made({ ...barcelona, vms: { per: 'package' }, transport: 'shared' });
    expect(shared.vms.map(({ nodes, regions }) => [nodes, regions])).toEqual(
      [0, 1, 2, 3].map((node) => [[node], ['shared']]),
    );
    const two = made({ machine: 'tigerton-cluster', hosts: 2, sockets: 4, nic: 'rtl8139', nics: 8 });
    expect(two.vms.map(({ host, name }) => [host, name])).toEqual([
      ['host0', 'vm0'],
      ['host1', 'vm1'],
    ]);
    expect(two.vms[1]?.nics.map(({ model }) => model)).toEqual(Array.from({ length: 8 }, () => 'rtl8139'));
    expect(two.networks).toMatchObject([{ hostNic: 'eth0' }]);
  });
});
