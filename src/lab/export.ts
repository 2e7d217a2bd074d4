import { refusalFindings } from '../core/check/engine';
import { type ExportedVm, type ExportFormat, exportLayout } from '../core/plan/exportLayout';
import { undeclaredNames } from '../core/plan/undeclared';
import type { LayoutDocument } from '../core/schema/generated/vmlayout.types';
import { checkFile } from './check';
import { loadLayout } from './documentGraph';
import { documentKind } from './documentKind';
import { type ExportedFile, UserError } from './lab';
import type { LabOptions } from './options';
import { checkError } from './planning';

/**
 * Every VM of a layout for another program, written below `folder` when one is named. Throws a UserError that names the
 * first error of the layout: nothing is exported from a document with errors.
 */
export async function exportLayoutFile(
  options: LabOptions,
  path: string,
  format: ExportFormat,
  folder?: string,
): Promise<readonly ExportedFile[]> {
  const vms = await exported(options, path, format);
  return Promise.all(vms.map((vm) => written(options, vm, folder)));
}

async function exported(
  options: LabOptions,
  path: string,
  format: ExportFormat,
): Promise<readonly ExportedVm[]> {
  if (documentKind(path) !== 'layout')
    throw new UserError(`${path} is not a layout.`, 'Name a .vmlayout.json file.', path);
  const file = await checkFile(options, path);
  const loaded = await loadLayout(options, path);
  const layout = loaded?.value ?? null;
  const names =
    loaded === null || layout === null ? [] : refusalFindings(loaded.doc, undeclaredNames(layout));
  const errors = [...file.findings, ...names].filter((finding) => finding.severity === 'error');
  const first = errors[0];
  if (first !== undefined || loaded === null || layout === null)
    throw checkError(path, first && { file, finding: first }, errors.length);
  // The schema has been held against it: there would be no layout otherwise.
  return exportLayout(layout, loaded.doc.value as LayoutDocument, format);
}

async function written(
  { files }: LabOptions,
  { vm, file, text, executable }: ExportedVm,
  folder: string | undefined,
): Promise<ExportedFile> {
  if (folder === undefined) return { vm, path: null, text };
  const path = `${folder}/${file}`;
  await files.writeBytes(path, new TextEncoder().encode(text), executable);
  return { vm, path, text };
}
