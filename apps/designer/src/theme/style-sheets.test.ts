import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = join(process.cwd(), process.cwd().endsWith('designer') ? 'src' : 'apps/designer/src');

/** `:has` of what everything stands in. */
const ON_EVERYTHING = /(?:^|[\s,>~+}])(?::root|html|body|#root|main|:global\(\[data-region[^\]]*\]\))[^\s,{]*:has\(/m;
/** Styles something inside by a `:has` around it, whatever it is. */
const FOR_ANYTHING_INSIDE = /:has\([^{]*\)[\s>]+(?:\*|:[\w-]+)/;

// With such a rule every change of the page has the styles of thousands of elements worked out anew: some 50 ms for 500 steps.
test('no style sheet makes all of the page depend on what is somewhere in it', () => {
  const found = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .filter((file) => {
      const text = readFileSync(join(SOURCE, file), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
      return ON_EVERYTHING.test(text) || FOR_ANYTHING_INSIDE.test(text);
    });
  expect(found).toEqual([]);
});

test('it would find such a rule', () => {
  expect(ON_EVERYTHING.test("#root:has(main, [role='status']) + #starting {")).toBe(true);
  expect(ON_EVERYTHING.test(":global([data-region='panel']):has(.column:not(:empty)) {")).toBe(true);
  expect(FOR_ANYTHING_INSIDE.test('.row:has([data-picker]) > :nth-child(2) {')).toBe(true);
  expect(FOR_ANYTHING_INSIDE.test('.row:has([data-picker]) > [data-path] {')).toBe(false);
});
