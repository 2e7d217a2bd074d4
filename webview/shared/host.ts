interface EditorApi<State> {
  postMessage(message: unknown): void;
  getState(): State | undefined;
  setState(state: State): void;
}

declare function acquireVsCodeApi<State>(): EditorApi<State>;

/** The extension at the other end. Can be had only once. */
export interface Host<In, Out, State> {
  readonly post: (message: Out) => void;
  readonly remember: (state: State) => void;
  /** What was remembered before a reload; undefined the first time. */
  readonly remembered: () => State | undefined;
  readonly listen: (act: (message: In) => void) => void;
}

export function connectHost<In, Out, State>(): Host<In, Out, State> {
  const api = acquireVsCodeApi<State>();
  return {
    post: (message) => {
      api.postMessage(message);
    },
    remember: (state) => {
      api.setState(state);
    },
    remembered: () => api.getState(),
    listen: (act) => {
      // Only the extension can post into this frame, and both ends are built from the same types.
      window.addEventListener('message', (event: MessageEvent<In>) => {
        act(event.data);
      });
    },
  };
}
