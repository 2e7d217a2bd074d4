// The parts of playwright-core that the tests use. It is installed apart (scripts/ui-setup.mjs), so its own types are
// not there when this is compiled.

export interface Browser {
  newPage(options: { readonly viewport: Viewport }): Promise<Page>;
  close(): Promise<void>;
}

/** Pixels. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
}

export interface Page extends Frame {
  readonly keyboard: {
    press(key: string): Promise<void>;
    type(text: string): Promise<void>;
    down(key: string): Promise<void>;
    up(key: string): Promise<void>;
  };
  readonly mouse: {
    move(x: number, y: number, options?: { readonly steps: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
    click(x: number, y: number, options?: { readonly button?: 'right' }): Promise<void>;
    dblclick(x: number, y: number): Promise<void>;
    wheel(deltaX: number, deltaY: number): Promise<void>;
  };
  on(event: 'console', act: (message: { text(): string }) => void): void;
  on(event: 'pageerror', act: (error: Error) => void): void;
  goto(address: string): Promise<unknown>;
  reload(): Promise<unknown>;
  close(): Promise<void>;
  setDefaultTimeout(milliseconds: number): void;
  setViewportSize(size: Viewport): Promise<void>;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  waitForTimeout(milliseconds: number): Promise<void>;
  /** Calls a function of the test from the page, by this name on its window. */
  exposeFunction(name: string, act: (argument: unknown) => unknown): Promise<void>;
  /** Runs before any script of the page. */
  addInitScript(script: { readonly content: string }): Promise<void>;
  /** A text is an expression; with an argument it is a function that is called with it. */
  evaluate(expression: string): Promise<unknown>;
}

export interface Frame {
  locator(selector: string, options?: { readonly hasText?: string | RegExp }): Locator;
  frameLocator(selector: string): Frame;
}

export interface Locator {
  locator(selector: string, options?: { readonly hasText?: string | RegExp }): Locator;
  first(): Locator;
  last(): Locator;
  nth(index: number): Locator;
  count(): Promise<number>;
  click(options?: { readonly button?: 'right'; readonly timeout?: number }): Promise<void>;
  hover(): Promise<void>;
  scrollIntoViewIfNeeded(): Promise<void>;
  focus(): Promise<void>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  textContent(): Promise<string | null>;
  /** Runs in the page; the function can name nothing outside of itself. */
  evaluate<T>(inPage: (element: Element) => T): Promise<T>;
  innerText(): Promise<string>;
  allInnerTexts(): Promise<string[]>;
  isVisible(): Promise<boolean>;
  getAttribute(name: string): Promise<string | null>;
  /** In pixels of the window; null when it is not drawn. */
  boundingBox(): Promise<Box | null>;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  waitFor(options?: {
    readonly state?: 'visible' | 'hidden' | 'attached';
    readonly timeout?: number;
  }): Promise<void>;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Playwright {
  readonly chromium: {
    launch(options: {
      readonly executablePath: string;
      readonly args: readonly string[];
      readonly env: NodeJS.ProcessEnv;
    }): Promise<Browser>;
  };
}
