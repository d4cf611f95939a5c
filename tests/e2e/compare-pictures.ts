// Compares pictures of a page with those that were looked at and kept in `pictures/`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';

const KEPT = new URL('pictures/', import.meta.url).pathname;
const DIFFERENT = new URL('screenshots/', import.meta.url).pathname;
const MACHINE = `${KEPT}machine.txt`;

/** A channel may differ by so much of 255 before a pixel counts as another one, … */
const CHANNEL_TOLERANCE = 24;
/** … and so many pixels of a picture may be others. */
const SHARE_TOLERANCE = 0.001;

/** Letters of every font that the product has, and one of the machine's own: they tell how it draws. */
const PROBE = `<body style="margin:0;background:#fff"><p style="font:16px 'Inter Variable'">Hamburgefonts 0123</p>
<p style="font:12px 'JetBrains Mono Variable'">Hamburgefonts 0123</p><p style="font:16px serif">Hamburgefonts 0123</p></body>`;

/** Names a machine by how its browser draws letters. Pictures of another one differ though nothing has changed. */
export async function machineOf(browser: Browser): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 240, height: 120 } });
  await page.setContent(PROBE);
  const drawn = createHash('sha256')
    .update(await page.screenshot())
    .digest('hex');
  await page.close();
  return `${process.platform} ${process.arch}, Chromium ${browser.version()}, letters ${drawn.slice(0, 16)}`;
}

/** `KEEP_PICTURES=1` makes the pictures of this machine those to compare with. */
const isKeeping = (): boolean => process.env.KEEP_PICTURES === '1';

/** Whether the kept pictures were made on a machine that draws like this one. */
export function canCompare(machine: string): boolean {
  if (isKeeping()) {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(MACHINE, `${machine}\n`);
    return true;
  }
  const kept = existsSync(MACHINE) ? readFileSync(MACHINE, 'utf8').trim() : 'nowhere';
  if (kept === machine) return true;
  process.stderr.write(`The kept pictures are not compared: they were made on ${kept}; this is ${machine}.\n`);
  return false;
}

/** Undefined when a picture is as the kept one; otherwise how it differs, and where that can be seen. */
export async function findDifference(page: Page, name: string, picture: Buffer): Promise<string | undefined> {
  const file = `${KEPT}${name}.png`;
  if (isKeeping()) writeFileSync(file, picture);
  if (!existsSync(file))
    return `There is no ${name}.png to compare with: look at the picture, and run with KEEP_PICTURES=1.`;
  const kept = readFileSync(file);
  if (kept.equals(picture)) return undefined;
  const { share, diff } = await compare(page, kept, picture);
  if (share <= SHARE_TOLERANCE) return undefined;
  mkdirSync(DIFFERENT, { recursive: true });
  writeFileSync(`${DIFFERENT}${name}.now.png`, picture);
  writeFileSync(`${DIFFERENT}${name}.diff.png`, Buffer.from(diff, 'base64'));
  return `${name}: ${(share * 100).toFixed(2)} % of the pixels differ; see ${DIFFERENT}${name}.diff.png.`;
}

interface Compared {
  /** Of all pixels, 0 to 1. */
  readonly share: number;
  /** A PNG in base64: what differs is red, the rest pale. */
  readonly diff: string;
}

/** The browser reads PNG, so nothing else has to. */
async function compare(page: Page, kept: Buffer, picture: Buffer): Promise<Compared> {
  const blank = await page.context().newPage();
  try {
    return await blank.evaluate<Compared>(`(async () => {
      const read = async (data) => createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
      const images = [await read('${kept.toString('base64')}'), await read('${picture.toString('base64')}')];
      const width = Math.max(...images.map((image) => image.width));
      const height = Math.max(...images.map((image) => image.height));
      const [one, other] = images.map((image) => {
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, width, height);
      });
      let different = 0;
      for (let at = 0; at < one.data.length; at += 4) {
        const isOther = [0, 1, 2, 3].some((i) => Math.abs(one.data[at + i] - other.data[at + i]) > ${CHANNEL_TOLERANCE});
        if (isOther) different += 1;
        for (let i = 0; i < 3; i += 1) one.data[at + i] = isOther ? [220, 0, 0][i] : 200 + other.data[at + i] / 5;
        one.data[at + 3] = 255;
      }
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext('2d').putImageData(one, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return { share: different / (width * height), diff: btoa(text) };
    })()`);
  } finally {
    await blank.close();
  }
}
