// Random regular expressions over few letters, and texts that they nearly match, again and again.
import fc from 'fast-check';

const unit = fc.constantFrom(
  ...['a', 'b', 'c', ',', '1', '.', '[ab]', '[^a]', '[a-c1]', '[^ab,]', 'é', '[^é]', '[^\\n]', '\\n', '\\x61'],
  ...['\\w', '\\W', '\\s', '\\S', '\\d', '\\D', '\\.', '[\\s,]', '[^\\w]'],
);
const place = fc.constantFrom('^', '$', '\\b', '\\B');
const quantifier = fc.constantFrom(
  ...['', '', '', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{0,2}', '{2,}', '{1,}?', '{0}'],
);

const { source } = fc.letrec<{ source: string; sequence: string; term: string }>((tie) => ({
  source: fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: tie('sequence') },
    { weight: 1, arbitrary: fc.tuple(tie('sequence'), tie('sequence')).map((parts) => parts.join('|')) },
  ),
  sequence: fc.array(tie('term'), { minLength: 1, maxLength: 4 }).map((terms) => terms.join('')),
  term: fc.oneof(
    { maxDepth: 2, depthSize: 'small', withCrossShrink: true },
    { weight: 7, arbitrary: fc.tuple(unit, quantifier).map(([one, times]) => one + times) },
    { weight: 1, arbitrary: place },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom('(', '(?:'), tie('source'), quantifier)
        .map(([open, inner, times]) => `${open}${inner})${times}`),
    },
  ),
}));

/** What JavaScript accepts: a quantified place is no pattern. */
export const randomRegex: fc.Arbitrary<RegExp> = fc
  .tuple(source, fc.constantFrom('', 'i', 'm', 'im'))
  .map(([written, flags]) => new RegExp(written, `g${flags}`));

const letters = fc.constantFrom('a', 'b', 'c', ',', '1', ' ', '\n', 'é', 'A');

/** Some letters repeated, and one that may not fit. */
export const repetitiveText: fc.Arbitrary<string> = fc
  .tuple(fc.array(letters, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 300 }), letters)
  .map(([parts, units, last]) => parts.join('').repeat(units).slice(0, units) + last);
