/** Pixels of a PNG for one of the drawing. */
const SCALE = 2;
/** What a canvas holds everywhere: pixels of a side, and of all of it. */
const MOST_SIDE = 16_384;
const MOST_PIXELS = 2 ** 26;

/** A drawing as a PNG in base64, at twice its size where a canvas holds that. Rejects when the browser cannot draw it. */
export async function pngOf(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = document.createElement('canvas');
  const scale = scaleFor(width, height);
  [canvas.width, canvas.height] = [Math.floor(width * scale), Math.floor(height * scale)];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const address = canvas.toDataURL('image/png');
  const start = 'data:image/png;base64,';
  // A canvas that cannot be had gives an address without data.
  if (!address.startsWith(start)) throw new Error('The canvas gives no PNG.');
  return address.slice(start.length);
}

/** Of a drawing in pixels. */
export function scaleFor(width: number, height: number): number {
  return Math.min(SCALE, MOST_SIDE / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));
}
