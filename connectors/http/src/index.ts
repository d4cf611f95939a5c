import { defineConnector } from '@millrace/connector-sdk';
import { request } from './actions/request.ts';
import { httpAuth } from './auth.ts';

/** Any HTTP service. */
export default defineConnector({
  name: 'http',
  title: 'HTTP',
  description: 'Requests to any HTTP service: JSON, forms, files.',
  categories: ['web'],
  // Wherever the step says; the outbound guard decides.
  permissions: { hosts: ['*'] },
  auth: httpAuth,
  actions: { request },
});
