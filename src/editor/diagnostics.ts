import {
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocument,
} from 'vscode';
import type { Finding, Severity } from '../core/check/rule';
import { ruleLink } from '../core/check/ruleLink';
import type { Context } from '../platform/context';
import { isOurs } from '../platform/documents';
import { severities } from '../platform/settings';
import { Store } from '../platform/store';
import { editorRange } from './ranges';

/** Long enough that a word is typed without a check in between, short enough to feel immediate. */
const pauseMilliseconds = 150;

const editorSeverity: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** The editor's own JSON service reports these from the same schemas. */
const reportedByTheEditor: readonly string[] = ['SYNTAX', 'SCHEMA'];

export const diagnosticSource = 'vmpart';

export interface Checker extends Disposable {
  /** Findings for exactly this version of the document; empty while they are being made. */
  findings(document: TextDocument): readonly Finding[];
  /** Checks every open document now. */
  checkNow(): Promise<void>;
}

/**
 * Checks the open documents after every change. A change of one checks all of them: an experiment opens layouts, a
 * layout opens a machine, and what is wrong shows where it matters. What the last probe of the picked host says is looked
 * at too; no host is ever asked.
 */
export function checker({
  lab,
  log,
  host,
  probed,
}: Pick<Context, 'lab' | 'log' | 'host' | 'probed'>): Checker {
  const store = new Store();
  const collection = store.add(languages.createDiagnosticCollection('vmPartitionLab'));
  const known = new Map<string, { readonly version: number; readonly findings: readonly Finding[] }>();
  let timer: NodeJS.Timeout | undefined;
  let pass: Promise<void> = Promise.resolve();

  const check = async (document: TextDocument): Promise<void> => {
    const { version } = document;
    const { findings, text } = await lab().check(document.uri.fsPath, {
      severities: severities(document.uri),
      ...(host.name === null ? {} : { host: host.name }),
    });
    // An answer to an older text would put squiggles in wrong places; the change has asked for a new one already.
    if (document.isClosed || document.version !== version || document.getText() !== text) return;
    const ours = findings.filter(({ rule }) => !reportedByTheEditor.includes(rule));
    known.set(document.uri.toString(), { version, findings: ours });
    collection.set(
      document.uri,
      ours.map((finding) => diagnosticOf(document, finding)),
    );
  };
  const checkAll = async (): Promise<void> => {
    for (const document of workspace.textDocuments.filter(isOurs)) {
      await check(document).catch((error: unknown) => {
        log.error(`Cannot check ${document.uri.fsPath}: ${String(error)}`);
      });
    }
  };
  const checkNow = (): Promise<void> => (pass = pass.then(checkAll));
  const checkSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void checkNow(), pauseMilliseconds);
  };
  const ifOurs = (document: TextDocument): void => {
    if (isOurs(document)) checkSoon();
  };

  store.add(workspace.onDidOpenTextDocument(ifOurs));
  store.add(workspace.onDidChangeTextDocument(({ document }) => ifOurs(document)));
  store.add(
    workspace.onDidCloseTextDocument((document) => {
      collection.delete(document.uri);
      known.delete(document.uri.toString());
      ifOurs(document);
    }),
  );
  const files = store.add(workspace.createFileSystemWatcher('**/*.{vmtopology,vmlayout,vmexperiment}.json'));
  for (const happened of [files.onDidChange, files.onDidCreate, files.onDidDelete]) {
    store.add(happened(checkSoon));
  }
  store.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('vmPartitionLab')) checkSoon();
    }),
  );
  store.add(host.onDidChange(checkSoon));
  store.add(probed(checkSoon));
  // The command line probes too, and what was found grows older.
  store.add(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) checkSoon();
    }),
  );
  store.add({ dispose: () => clearTimeout(timer) });
  void checkNow();

  return {
    findings(document) {
      const found = known.get(document.uri.toString());
      return found?.version === document.version ? found.findings : [];
    },
    checkNow,
    dispose: () => store.dispose(),
  };
}

function diagnosticOf(document: TextDocument, finding: Finding): Diagnostic {
  const range = editorRange(document, finding.range);
  const diagnostic = new Diagnostic(range, finding.message, editorSeverity[finding.severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = { value: finding.rule, target: Uri.parse(ruleLink(finding.rule), true) };
  return diagnostic;
}

/** The rule of a finding of ours. */
export function ruleOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
