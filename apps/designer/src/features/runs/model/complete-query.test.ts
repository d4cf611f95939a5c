import { completeQuery, termStart } from './complete-query.ts';

const known = {
  workflows: ['orders', 'refunds', 'big orders'],
  errors: ['Connector.Fatal'],
  attributes: new Map([
    ['orderId', ['A-1', 'B 2']],
    ['odd name', []],
  ]),
};
const labels = (text: string): readonly string[] => completeQuery(text, text.length, known).map(({ label }) => label);

test('the term of the caret begins after a blank that is not quoted', () => {
  expect(termStart('status:failed wor', 17)).toBe(14);
  expect(termStart('workflow:"big or', 16)).toBe(0);
});

test('fields are offered, those of this workspace too', () => {
  expect(labels('')).toContain('status:');
  expect(labels('ord')).toEqual(['orderId:']);
  expect(labels('odd')).toEqual(['"odd name":']);
  expect(labels('-sta')).toEqual(['-status:']);
  expect(labels('in')).toContain('input.');
});

test('values are offered by their field', () => {
  expect(labels('status:fa')).toEqual(['failed']);
  expect(labels('status:failed,tim')).toEqual(['timed_out']);
  expect(labels('workflow:ord')).toEqual(['orders', 'big orders']);
  expect(labels('error:')).toEqual(['Connector.Fatal']);
  expect(labels('orderId:')).toEqual(['A-1', 'B 2']);
  expect(labels('duration:')).toContain('>5s');
  expect(labels('input.a:')).toContain('>=');
  expect(labels('unknown:')).toEqual([]);
  expect(labels('constructor:')).toEqual([]);
});

test('after an operator a value is written, and no field is offered in its place', () => {
  expect(labels('status = fr')).toEqual([]);
  expect(labels('input.order.id >= ')).toEqual([]);
  expect(labels('input.order.id = 17 sta')).toEqual(['status:']);
});

test('what is taken is written as a query has it, and says whether the term is whole', () => {
  const [big] = completeQuery('x:1 workflow:big rest', 16, known);
  expect(big).toEqual({ label: 'big orders', text: 'x:1 workflow:"big orders" rest', caret: 25, isWhole: true });
  expect(completeQuery('st', 2, known)[0]).toMatchObject({ text: 'status:', isWhole: false });
  expect(completeQuery('input.a:', 8, known)[0]).toMatchObject({ text: 'input.a:>', isWhole: false });
});
