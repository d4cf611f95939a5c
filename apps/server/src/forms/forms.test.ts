import { createEvaluator } from '@millrace/expressions';
import type { JsonObject } from '@millrace/machine';
import { checkValues } from './check-values.ts';
import { toFormFields } from './form-model.ts';
import { FORM_PAGE_HEADERS, printForm, printProblem, printResult } from './form-page.ts';
import { readValues } from './read-values.ts';

const evaluator = createEvaluator();
const schema: JsonObject = {
  type: 'object',
  required: ['name', 'email', 'kind'],
  properties: {
    name: { type: 'string', title: 'Your name', maxLength: 20, minLength: 2 },
    email: { type: 'string', format: 'email' },
    kind: {
      oneOf: [
        { const: 'bug', title: 'A fault' },
        { const: 2, title: 'A wish' },
      ],
    },
    notes: { type: 'string', 'x-ui': { control: 'longText', help: 'As long as you like.' } },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    price: { type: ['number', 'null'] },
    dueOn: { type: 'string', format: 'date' },
    meetAt: { type: 'string', format: 'date-time' },
    homepage: { type: 'string', format: 'uri' },
    code: { type: 'string', pattern: '^[A-Z]{2}/\\d+$' },
    agree: { type: 'boolean', default: true },
    tags: { type: 'array', items: { enum: ['a', 'b', 'c'] } },
    address: { type: 'object', required: ['city'], properties: { city: { type: 'string' }, zip: { type: 'string' } } },
    extra: { type: 'object' },
    photo: { 'x-ui': { control: 'file' } },
  },
};
const fields = toFormFields(schema);
const whole = { name: 'Ada', email: 'ada@example.com', kind: 'bug' };

function send(submission: JsonObject, of = schema) {
  const all = toFormFields(of);
  const { values, faults } = readValues(all, submission);
  return { values, faults: new Map([...checkValues(evaluator, { schema: of, fields: all, values }), ...faults]) };
}
const faultOf = (submission: JsonObject, name: string) => send({ ...whole, ...submission }).faults.get(name);

test('texts become the values that the schema speaks of', () => {
  const { values, faults } = send({
    ...whole,
    kind: '2',
    notes: 'one\r\ntwo',
    count: '3',
    price: '1.5e1',
    dueOn: '2030-02-28',
    meetAt: '2030-02-28T13:45',
    homepage: 'https://example.com/a',
    code: 'AB/12',
    agree: 'on',
    tags: ['a', 'c'],
    'address/city': 'Oslo',
    extra: '{"a":[1]}',
    photo: { $base64: 'AQI=', name: 'p.png', type: 'image/png' },
  });
  expect([...faults]).toEqual([]);
  expect(values).toEqual({
    ...whole,
    kind: 2,
    notes: 'one\ntwo',
    count: 3,
    price: 15,
    dueOn: '2030-02-28',
    meetAt: '2030-02-28T13:45:00Z',
    homepage: 'https://example.com/a',
    code: 'AB/12',
    agree: true,
    tags: ['a', 'c'],
    address: { city: 'Oslo' },
    extra: { a: [1] },
    photo: { $base64: 'AQI=', name: 'p.png', type: 'image/png' },
  });
});

test('what was left empty is not there; a box that is not ticked is false', () => {
  const empty = { notes: '', count: '', 'address/city': '', extra: ' ', photo: { $base64: '', name: '', type: 'x/y' } };
  expect(send({ ...whole, ...empty }).values).toEqual({ ...whole, agree: false });
});

test.each([
  ['a name that is missing', { name: '' }, 'name', 'Fill this in.'],
  ['a choice that is missing', { kind: '' }, 'kind', 'Choose one.'],
  ['an option that there is not', { kind: 'other' }, 'kind', 'Choose one of the options.'],
  ['too long', { name: 'x'.repeat(21) }, 'name', 'Enter at most 20 characters.'],
  ['too short', { name: 'x' }, 'name', 'Enter at least 2 characters.'],
  ['no address', { email: 'ada@' }, 'email', 'Enter an e-mail address such as name@example.com.'],
  ['no number', { count: 'three' }, 'count', 'Enter a number.'],
  ['beyond all numbers', { price: '1e999' }, 'price', 'Enter a number.'],
  ['no whole number', { count: '1.5' }, 'count', 'Enter a whole number.'],
  ['too small', { count: '0' }, 'count', 'Enter 1 or more.'],
  ['too large', { count: '10' }, 'count', 'Enter 9 or less.'],
  ['no day', { dueOn: '2030-02-30' }, 'dueOn', 'Enter a date such as 2030-12-31.'],
  ['no time', { meetAt: '2030-02-28T25:00' }, 'meetAt', 'Enter date and time, such as 2030-12-31T13:45.'],
  ['no URL', { homepage: 'example' }, 'homepage', 'Enter an address such as https://example.com.'],
  ['not of the pattern', { code: 'ab/1' }, 'code', 'This is not of the form that is asked for.'],
  ['a tag that there is not', { tags: ['a', 'z'] }, 'tags', 'Choose among the options.'],
  ['no JSON', { extra: '{a:1}' }, 'extra', 'Enter JSON: texts in double quotes, no comma at the end.'],
  ['JSON of another type', { extra: '[1]' }, 'extra', 'This must be an object, but is an array.'],
  ['a group that was begun', { 'address/zip': '0150' }, 'address/city', 'Fill this in.'],
])('%s', (...[, submission, name, fault]) => expect(faultOf(submission, name)).toBe(fault));

test('a hostile pattern takes no time, and one that is none says so', () => {
  const of = (pattern: string): JsonObject => ({ type: 'object', properties: { a: { type: 'string', pattern } } });
  const startedMs = performance.now();
  send({ a: `${'a'.repeat(5000)}!` }, of('^(a+)+$'));
  expect(performance.now() - startedMs).toBeLessThan(5000);
  expect(send({ a: 'x' }, of('(')).faults.get('a')).toMatch(/^This cannot be checked/);
});

test('hostile names and values pollute nothing', () => {
  const odd = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}',
  ) as JsonObject;
  const { values } = send({ constructor: 'x' }, odd);
  expect(values).toEqual({ constructor: 'x' });
  expect(({} as { x?: string }).x).toBeUndefined();
});

describe('the page', () => {
  const form = { title: 'Tell <us>', description: 'All & everything', fields, submissionId: 's-1' };
  const page = printForm(form, { faults: new Map() });

  test('has a label for every control, and text as text', () => {
    expect(page).toContain('<h1>Tell &lt;us&gt;</h1>');
    expect(page).toContain('All &amp; everything');
    const controls = [...page.matchAll(/<(?:input|select|textarea)(?![^>]*type="(?:hidden)")[^>]* id="([^"]+)"/g)];
    expect(controls.length).toBeGreaterThan(15);
    for (const [, id = ''] of controls) expect(page).toContain(`<label for="${id}">`);
    expect(page).toContain('<label for="f-name">Your name</label>');
    expect(page).toContain('Due on <span class="optional">(optional)</span>');
    expect(page).toMatch(/<textarea id="f-notes" name="notes" aria-describedby="f-notes-help"/);
    expect(page).toContain('type="date"');
    expect(page).toContain('enctype="multipart/form-data"');
    expect(page).toMatch(/name="agree"[^>]* checked/);
  });

  test('runs no script and loads nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img| on\w+=| style=|javascript:/i);
    const policy = FORM_PAGE_HEADERS['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'/);
    expect(policy).not.toContain('unsafe');
    expect(page).toContain('prefers-color-scheme:dark');
  });

  test('keeps what was sent, and says at each field what is wrong', () => {
    const submission = {
      name: '"><script>alert(1)</script>',
      kind: '2',
      notes: '</textarea><b>',
      count: 'x',
      tags: 'b',
    };
    const { faults } = readValues(fields, submission);
    const again = printForm(form, { submission, faults });
    expect(again).toContain('<title>Please correct: Tell &lt;us&gt;</title>');
    expect(again).toContain('role="alert"');
    expect(again).toContain('<a href="#f-email">Email</a>: Fill this in.');
    expect(again).toMatch(/id="f-count"[^>]*aria-describedby="f-count-fault" aria-invalid="true"[^>]* value="x"/);
    expect(again).toContain('<p class="fault" id="f-count-fault">Enter a number.</p>');
    expect(again).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(again).toContain('&lt;/textarea&gt;&lt;b&gt;</textarea>');
    expect(again).toMatch(/<option value="2" selected>A wish/);
    expect(again).toMatch(/type="checkbox" value="b" checked/);
    expect(again).not.toMatch(/name="agree"[^>]* checked/);
    expect(again).not.toContain('<script');
  });

  test('names with blanks and slashes have ids without', () => {
    const odd = toFormFields({
      properties: { 'a b': { type: 'string', description: 'x' }, 'c/d': { type: 'number' } },
    });
    const html = printForm({ ...form, fields: odd }, { faults: new Map() });
    expect(html).toContain('id="f-a.20.b" name="a b" aria-describedby="f-a.20.b-help"');
    expect(html).toContain('name="c~1d"');
  });
});

test('results and problems are text', () => {
  expect(printResult('T', 'r-1', { a: '<b>', n: [1] })).toContain('<dt>a</dt><dd>&lt;b&gt;</dd><dt>n</dt><dd>[1]</dd>');
  expect(printResult('T', 'r-1', 'hello <b>')).toContain('hello &lt;b&gt;');
  expect(printResult('T', 'r-1', null)).toContain('Done.');
  const problem = {
    type: '',
    title: 'No',
    status: 404,
    detail: '<x>',
    instance: '',
    code: 'a.b',
    requestId: 'q',
    errors: [],
  };
  expect(printProblem(problem)).toContain('<p>&lt;x&gt;</p><p>Request <code>q</code></p>');
});
