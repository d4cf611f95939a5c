import { readFileSync } from 'node:fs';
import { defineConnector } from '@millrace/connector-sdk';
import { fail } from './actions/fail.ts';
import { log } from './actions/log.ts';
import { respond } from './actions/respond.ts';

/** What every workflow has at hand. */
export const coreConnector = defineConnector({
  name: 'core',
  title: 'Millrace',
  description: 'Answer the caller, write to the log, fail on purpose.',
  version: '1.0.0',
  icon: readFileSync(new URL('../icon.svg', import.meta.url), 'utf8'),
  categories: ['flow'],
  actions: { respond, log, fail },
});
