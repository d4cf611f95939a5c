const MAX_ICON_BYTES = 8 * 1024;
/** Shapes and what they are painted with. Everything else of SVG can run, load, or draw over the page. */
const ELEMENTS: ReadonlySet<string> = new Set([
  ...['svg', 'g', 'defs', 'title', 'desc', 'path', 'circle', 'ellipse', 'rect', 'line', 'polyline', 'polygon'],
  ...['linearGradient', 'radialGradient', 'stop', 'clipPath', 'mask'],
]);
/** Of attributes, what is no name of an event, style, or reference. */
const ATTRIBUTE_FORBIDDEN = /^(?:on|style$|class$|href$|xlink:|xml:|xmlns:|src$)/i;
const TAG = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /([\w:-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const SVG = 'http://www.w3.org/2000/svg';

/** What is wrong with an icon, a sentence each. It is shown inside our own pages, so it is held against a list of what it may be. */
export function problemsOfIcon(icon: string): readonly string[] {
  const problems: string[] = [];
  if (Buffer.byteLength(icon) > MAX_ICON_BYTES) return ['The icon is larger than 8 KiB.'];
  const tags = [...icon.matchAll(TAG)];
  // What the list of tags does not explain could be read as anything.
  if (/[<>&]/.test(icon.replaceAll(TAG, '').replaceAll(/&(?:amp|lt|gt|quot|apos);/g, ''))) {
    problems.push('The icon holds comments, instructions, entities or tags that are not well-formed.');
  }
  problems.push(
    ...problemsOfFrame(tags[0]),
    ...tags.flatMap(([, , name = '', attributes = '']) => problemsOfTag(name, attributes)),
  );
  return [...new Set(problems)];
}

function problemsOfFrame(root: RegExpExecArray | undefined): string[] {
  if (root?.[2] !== 'svg') return ['The icon is no SVG.'];
  const box = /\sviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*["']/.exec(root[3] ?? '');
  return box !== null && box[1] === box[2] ? [] : ['The icon has no square viewBox.'];
}

function problemsOfTag(name: string, attributes: string): string[] {
  if (!ELEMENTS.has(name)) return [`The icon holds <${name}>: it may hold shapes and gradients only.`];
  return [...attributes.matchAll(ATTRIBUTE)].flatMap(([, attribute = '', double, single]) =>
    isPlainAttribute(attribute, double ?? single ?? '')
      ? []
      : [`The icon's <${name}> has ${attribute}, which it may not have.`],
  );
}

function isPlainAttribute(name: string, value: string): boolean {
  if (name === 'xmlns') return value === SVG;
  if (ATTRIBUTE_FORBIDDEN.test(name)) return false;
  if (/javascript:|data:|&/i.test(value)) return false;
  return !/url\s*\(/i.test(value) || /^\s*url\(\s*["']?#[\w-]+["']?\s*\)\s*$/i.test(value);
}
