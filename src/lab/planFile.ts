import type { PlanDocument } from '../core/plan/planDocument';
import { UserError } from './lab';
import type { LabOptions } from './options';

/** The plan of an attempt. Throws a UserError where there is none, or none of this version. */
export async function readPlan(options: LabOptions, folder: string): Promise<PlanDocument> {
  const path = `${folder}/plan.json`;
  const text = await options.files.readText(path);
  if (text === null) {
    throw new UserError(`${folder} has no plan.json.`, 'Name the folder of an attempt.', path);
  }
  const plan = parsedPlan(text);
  if (plan !== null) return plan;
  throw new UserError(
    `${path} is damaged, or no plan of this version.`,
    'Restore it from the host, where the attempt lies as well.',
    path,
  );
}

/** Written by this program and named by its hash: only what tells another file or version is looked at. */
function parsedPlan(text: string): PlanDocument | null {
  try {
    const plan = JSON.parse(text) as Partial<PlanDocument> | null;
    const whole =
      plan?.version === 1 && Array.isArray(plan.workloads) && Array.isArray(plan.schedule?.sessions);
    return whole ? withLevels(plan as PlanDocument) : null;
  } catch {
    return null;
  }
}

/** Plans of before there were factors say nothing of levels. */
function withLevels(plan: PlanDocument): PlanDocument {
  const old: Partial<PlanDocument> = plan;
  if (old.factors !== undefined) return plan;
  return {
    ...plan,
    factors: {},
    workloads: plan.workloads.map((workload) => ({ ...workload, levels: {} })),
    schedule: {
      ...plan.schedule,
      sessions: plan.schedule.sessions.map((session) => ({ ...session, levels: {} })),
    },
  };
}

/**
 * The same, read once for as long as the file has the same size: a plan is named by its hash and never changes, but its
 * folder may be given another.
 */
export function rememberedPlan(options: LabOptions, folder: string): () => Promise<PlanDocument> {
  let known: { readonly bytes: number | null; readonly plan: PlanDocument } | null = null;
  return async () => {
    const bytes = await options.files.size(`${folder}/plan.json`);
    if (known?.bytes !== bytes) known = { bytes, plan: await readPlan(options, folder) };
    return known.plan;
  };
}
