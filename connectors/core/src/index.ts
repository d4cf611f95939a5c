import { defineConnector } from '@millrace/connector-sdk';
import { fail } from './actions/fail.ts';
import { log } from './actions/log.ts';
import { respond } from './actions/respond.ts';

/** What every workflow has at hand. */
export default defineConnector({
  name: 'core',
  title: 'Millrace',
  description: 'Answer the caller, write to the log, fail on purpose.',
  categories: ['flow'],
  actions: { respond, log, fail },
});
