import type { Action } from '../../src/core/editing/action';
import type { PartitionRule } from '../../src/core/layout/partition';
import { formatCpuList } from '../../src/core/text/cpuList';
import type { FromLayout, Stale, ToLayout } from '../../src/protocol/layout';
import type { CutView } from '../../src/core/predict/cut/cutView';
import type { PictureView } from '../../src/core/editing/view';
import type { Say } from '../shared/words';
import { sayWith } from '../shared/words';
import { indexOf } from './sceneIndex';
import { keptIn, nothing, ofVms } from './selection';
import { isLocked, shownScene, type PageState, type Remembered } from './state';

export type Acted = Extract<ToLayout, { readonly type: 'acted' }>;

/** The page's one state, and what can be done to it. It never changes what is drawn by itself: it asks. */
export interface Page {
  readonly state: () => PageState;
  readonly say: Say;
  readonly change: (patch: Partial<PageState>) => void;
  /** `answered` is told what was in the way, or null when it was done. */
  readonly act: (action: Action, answered?: (message: string | null) => void) => void;
  readonly fix: (finding: number, fix: number) => void;
  readonly askPreview: (rule: PartitionRule) => void;
  readonly post: (message: FromLayout) => void;
  /** Asks the model; `answered` is told what it says, but not of a question before the last one. */
  readonly predict: (question: CutQuestion, answered: (view: CutView | null) => void) => void;
  /** What letting go would do with what is held now; null when nothing is held. */
  readonly suppose: (action: Action | null) => void;
  /** Tells the outcome of what was asked, and of things that need no asking. */
  readonly tell: (told: Told) => void;
}

/** What the status line says. */
export interface Told {
  readonly text: string;
  readonly isProblem: boolean;
  readonly first: Acted['first'];
}

interface Asked {
  /** Said when it was done. */
  readonly done: string;
  readonly answered: ((message: string | null) => void) | undefined;
  readonly rule: PartitionRule | null;
}

export type CutQuestion = Omit<Extract<FromLayout, { readonly type: 'predict' }>, 'type' | 'request'>;

export interface PageHooks {
  readonly supposed: (action: Action | null) => void;
  readonly post: (message: FromLayout) => void;
  readonly changed: (state: PageState) => void;
  readonly told: (told: Told, isWaiting: boolean) => void;
  readonly export: (format: 'svg' | 'png') => void;
}

export interface LivePage extends Page {
  readonly receive: (message: ToLayout) => void;
}

export function createPage(hooks: PageHooks, remembered: Remembered | undefined): LivePage {
  /** Nothing is shown before there are words for it. */
  let say: Say | null = null;
  let state: PageState = {
    view: null,
    version: 0,
    stale: null,
    host: remembered?.host ?? null,
    index: null,
    selection: remembered?.selection ?? nothing,
    cursor: remembered?.cursor ?? null,
    preview: null,
    zoom: remembered?.zoom ?? null,
    opened: [],
  };
  let lastRequest = 0;
  const asked = new Map<number, Asked>();
  /** VMs to be selected as soon as a view has them. */
  let wanted: readonly string[] = [];

  const change = (patch: Partial<PageState>): void => {
    state = settled({ ...state, ...patch });
    if (say !== null) hooks.changed(state);
  };
  const tell = (told: Told): void => hooks.told(told, asked.size > 0);
  const ask = (one: Asked): number => {
    lastRequest += 1;
    asked.set(lastRequest, one);
    hooks.told({ text: '', isProblem: false, first: null }, true);
    return lastRequest;
  };
  const selectWanted = (): void => {
    const there = wanted.filter((name) => state.view?.vms.some((vm) => vm.name === name));
    if (wanted.length === 0 || there.length < wanted.length) return;
    wanted = [];
    change({ selection: ofVms(there) });
  };

  let predicting: { readonly request: number; readonly answered: (view: CutView | null) => void } | null =
    null;

  const page: Page = {
    state: () => state,
    say: (name, ...values) => say?.(name, ...values) ?? '',
    change,
    tell,
    post: hooks.post,
    act(action, answered) {
      if (isLocked(state)) {
        tell({
          text: page.say(state.preview === null ? 'staleRefused' : 'previewRefused'),
          isProblem: true,
          first: null,
        });
        return;
      }
      const request = ask({ done: doneText(action, page.say), answered, rule: null });
      hooks.post({ type: 'act', request, action });
    },
    fix(finding, fix) {
      const request = ask({ done: page.say('done_fix'), answered: undefined, rule: null });
      hooks.post({ type: 'fix', request, version: state.version, finding, fix });
    },
    askPreview(rule) {
      const request = ask({ done: '', answered: undefined, rule });
      hooks.post({ type: 'preview', request, rule });
    },
    predict(question, answered) {
      lastRequest += 1;
      predicting = { request: lastRequest, answered };
      hooks.post({ type: 'predict', request: lastRequest, ...question });
    },
    suppose: hooks.supposed,
  };

  const acted = ({ request, message, first, select }: Acted): void => {
    const one = asked.get(request);
    if (one === undefined) return;
    asked.delete(request);
    tell({ text: message ?? one.done, isProblem: message !== null, first });
    one.answered?.(message);
    if (message !== null || select.length === 0) return;
    wanted = select;
    selectWanted();
  };
  const previewed = (message: Extract<ToLayout, { readonly type: 'preview' }>): void => {
    const rule = asked.get(message.request)?.rule ?? null;
    asked.delete(message.request);
    // Only the newest question counts: rules are changed faster than they are answered.
    if (rule === null || [...asked.values()].some((one) => one.rule !== null)) return;
    tell({ text: message.problem ?? '', isProblem: message.problem !== null, first: null });
    change({ preview: { rule, scenes: message.scenes, problem: message.problem } });
  };

  return {
    ...page,
    receive(message) {
      switch (message.type) {
        case 'words':
          say = sayWith(message.words);
          change({});
          return;
        case 'view':
          change(withView(state, message.version, message.view));
          selectWanted();
          return;
        case 'stale':
          change(withStale(message.version, message.stale));
          return;
        case 'acted':
          acted(message);
          return;
        case 'preview':
          previewed(message);
          return;
        case 'predicted':
          if (predicting?.request === message.request) predicting.answered(message.view);
          return;
        case 'export':
          hooks.export(message.format);
      }
    },
  };
}

/** A text that was changed answers no question about the old one: its preview goes. */
function withView(state: PageState, version: number, view: PictureView): Partial<PageState> {
  const index = null;
  return {
    view,
    version,
    stale: null,
    preview: version === state.version ? state.preview : null,
    index,
    opened: [],
  };
}

function withStale(version: number, stale: Stale): Partial<PageState> {
  return { version, stale, preview: null };
}

/** The same state with what follows from it: the index of the scene, and no selection of what has gone. */
function settled(state: PageState): PageState {
  const scene = shownScene(state);
  const index = scene === null ? null : state.index?.scene === scene ? state.index : indexOf(scene);
  const { view, cursor } = state;
  return {
    ...state,
    index,
    host: scene?.host ?? state.host,
    selection: view === null ? state.selection : keptIn(view, index, state.selection),
    cursor: cursor !== null && index?.pu(cursor) !== undefined ? cursor : (scene?.pus[0]?.id ?? cursor),
  };
}

/** What an action has come to, for the status line and readers of the screen. */
function doneText(action: Action, say: Say): string {
  switch (action.kind) {
    case 'create':
      return say('done_create', formatCpuList(action.pus));
    case 'give':
      return say('done_give', formatCpuList(action.pus), action.vm);
    case 'free':
      return say('done_free', formatCpuList(action.pus));
    case 'delete':
      return say('done_delete', action.vms.join(', '));
    case 'rename':
      return say('done_rename', action.vm, action.name);
    case 'merge':
      return say('done_merge', action.vms.join(', '));
    case 'split':
    case 'duplicate':
    case 'setPus':
      return say(`done_${action.kind}`, action.vm);
    case 'set':
      return say('done_set', action.vm ?? say('defaults'));
    case 'setRegion':
    case 'setNetwork':
      return say(`done_${action.kind}`, action.name);
    case 'applyRule':
    case 'expandRule':
      return say(`done_${action.kind}`);
  }
}
