import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ColorToken, DARK, LIGHT, tokensCss } from './tokens.ts';

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const STATES = ['success', 'failed', 'running', 'waiting', 'warning', 'queued', 'neutral'] as const;
const GROUNDS: readonly ColorToken[] = ['bg-surface', 'bg-canvas', 'bg-sunken'];
const TEXTS: readonly ColorToken[] = ['text-1', 'text-2', 'text-3'];

describe.each([
  ['light', LIGHT as Record<ColorToken, string>],
  ['dark', DARK],
])('%s theme', (_, theme) => {
  test.each(GROUNDS.flatMap((ground) => TEXTS.map((text) => [text, ground] as const)))(
    '%s is readable on %s',
    (text, ground) => expect(contrast(theme[text], theme[ground])).toBeGreaterThanOrEqual(4.5),
  );

  test.each(STATES)('state %s is readable on every ground and on its own tint', (state) => {
    for (const ground of [...GROUNDS, `state-${state}-tint` as const])
      expect(contrast(theme[`state-${state}`], theme[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test('labels on filled buttons are readable', () => {
    for (const fill of ['accent-fill', 'accent-fill-hover', 'danger-fill', 'danger-fill-hover'] as const)
      expect(contrast(theme['text-on-fill'], theme[fill])).toBeGreaterThanOrEqual(4.5);
  });

  test('borders of controls and the focus ring are visible', () => {
    expect(contrast(theme['border-control'], theme['bg-surface'])).toBeGreaterThanOrEqual(3);
    expect(contrast(theme.accent, theme['bg-surface'])).toBeGreaterThanOrEqual(4.5);
  });
});

test('no hex colour lives outside of the token file', () => {
  const source = join(process.cwd(), process.cwd().endsWith('designer') ? 'src' : 'apps/designer/src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(css|tsx?)$/.test(file) && !file.startsWith(join('theme', 'tokens')))
    .filter((file) =>
      /#[0-9a-fA-F]{3,8}\b(?![-\w])/.test(readFileSync(join(source, file), 'utf8').replace(/['"`]#\/[^'"`]*/g, '')),
    );
  expect(files).toEqual([]);
});

test('the style sheet declares each token for both themes', () => {
  const css = tokensCss();
  expect(css).toContain(`--mr-bg-canvas:${LIGHT['bg-canvas']};`);
  expect(css).toContain(`--mr-bg-canvas:${DARK['bg-canvas']};`);
});
