// The parts of playwright-core that the tests use. It is installed apart (scripts/ui-setup.mjs), so its own types are
// not there when this is compiled.

export interface Browser {
  newPage(options: { readonly viewport: { readonly width: number; readonly height: number } }): Promise<Page>;
  close(): Promise<void>;
}

export interface Page extends Frame {
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  readonly mouse: { move(x: number, y: number): Promise<void> };
  on(event: 'console', act: (message: { text(): string }) => void): void;
  goto(address: string): Promise<unknown>;
  reload(): Promise<unknown>;
  setDefaultTimeout(milliseconds: number): void;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  waitForTimeout(milliseconds: number): Promise<void>;
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
  click(options?: { readonly button?: 'right' }): Promise<void>;
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
  screenshot(options: { readonly path: string }): Promise<unknown>;
  waitFor(options?: {
    readonly state?: 'visible' | 'hidden' | 'attached';
    readonly timeout?: number;
  }): Promise<void>;
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
