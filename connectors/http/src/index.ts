import { readFileSync } from 'node:fs';
import { defineConnector } from '@millrace/connector-sdk';
import { request } from './actions/request.ts';

/** Any HTTP service. */
export const httpConnector = defineConnector({
  name: 'http',
  title: 'HTTP',
  description: 'Requests to any HTTP service: JSON, forms, files.',
  version: '1.0.0',
  icon: readFileSync(new URL('../icon.svg', import.meta.url), 'utf8'),
  categories: ['web'],
  actions: { request },
});
