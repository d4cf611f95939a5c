import { isReservedName } from './reserved-names.ts';

const BUILT_IN = ['http', 'google-sheets', 's3'];

test.each([
  'http',
  'HTTP',
  'google_sheets',
  'googlesheets',
  'Google-Sheets',
  'google--sheets',
  'millrace-http',
  'millracehttp',
])('%s would be taken for one of ours', (name) => expect(isReservedName(name, BUILT_IN)).toBe(true));

test.each(['ap-slack', 'AP_slack', 'ap', 'millrace', 'millrace-anything'])('%s is a name of the platform’s', (name) =>
  expect(isReservedName(name, [])).toBe(true),
);

test.each(['https', 'acme-http', 'google-sheets-pro', 'apple', 'ap1', 's33', 'millraces'])('%s is free', (name) =>
  expect(isReservedName(name, BUILT_IN)).toBe(false),
);
