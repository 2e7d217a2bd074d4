import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../lab/lab';
import { ProcessError, runProcess } from './process';

/** Pixels of the PNG for one of the drawing: enough for print. */
const SCALE = 2;
const TIMEOUT_SECONDS = 120;

interface Drawing {
  /** The SVG document, a page that shows nothing else, and where the PNG belongs. */
  readonly svg: string;
  readonly page: string;
  readonly png: string;
  readonly width: string;
  readonly height: string;
}

interface Rasterizer {
  readonly program: string;
  readonly args: (drawing: Drawing) => readonly string[];
}

const rsvg: Rasterizer = {
  program: 'rsvg-convert',
  args: ({ svg, png }) => ['--zoom', `${SCALE}`, '--output', png, svg],
};
const inkscape: Rasterizer = {
  program: 'inkscape',
  args: ({ svg, png }) => [
    svg,
    '--export-type=png',
    `--export-dpi=${96 * SCALE}`,
    `--export-filename=${png}`,
  ],
};
/** Headless browsers draw a window of the drawing's size. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
  (program): Rasterizer => ({
    program,
    args: ({ page, png, width, height }) => [
      ...['--headless', '--disable-gpu', '--hide-scrollbars', '--no-first-run'],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...[`--force-device-scale-factor=${SCALE}`, `--window-size=${width},${height}`],
      ...[`--screenshot=${png}`, pathToFileURL(page).href],
    ],
  }),
);

/** A PNG of an SVG document, made by the first program that is installed of those that can. */
export async function rasterize(svg: string, signal?: AbortSignal): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'vmpart-picture-'));
  try {
    const drawing = await writeDrawing(folder, svg);
    for (const rasterizer of [rsvg, inkscape, ...browsers]) {
      if (await isMade(rasterizer, drawing, signal)) return await readFile(drawing.png);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  throw new UserError(
    'No program that makes PNG of SVG is in the PATH.',
    'Install rsvg-convert (librsvg), Inkscape, Chromium or Google Chrome, or write an .svg file.',
    '',
    1,
  );
}

async function writeDrawing(folder: string, svg: string): Promise<Drawing> {
  const [, width = '1600', height = '1000'] = /<svg [^>]*?width="(\d+)[^>]*? height="(\d+)/.exec(svg) ?? [];
  const drawing = { svg: join(folder, 'a.svg'), page: join(folder, 'a.html'), png: join(folder, 'a.png') };
  await writeFile(drawing.svg, svg);
  await writeFile(drawing.page, `<!doctype html><meta charset="utf-8"><body style="margin:0">${svg}`);
  return { ...drawing, width, height };
}

/** False where the program is not installed. Throws a UserError where it fails. */
async function isMade(
  { program, args }: Rasterizer,
  drawing: Drawing,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const options = { timeoutSeconds: TIMEOUT_SECONDS, ...(signal === undefined ? {} : { signal }) };
    const { code, stderr } = await runProcess(program, args(drawing), options);
    if (code === 0) return true;
    throw new UserError(
      `${program} made no PNG: ${stderr.trim().split('\n').at(-1) ?? ''}`,
      'Write an .svg file, or try another program.',
      '',
      1,
    );
  } catch (error) {
    if (error instanceof ProcessError && error.reason === 'missing') return false;
    throw error;
  }
}
