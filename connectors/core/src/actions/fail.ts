import { action, FatalError, t } from '@millrace/connector-sdk';

/** Fails the step with an error of the workflow's own, for its `Catch` rules. */
export const fail = action({
  title: 'Fail this step',
  description: 'Fails with an error name of your own, so that rules under "On error" can tell cases apart.',
  effects: 'read',
  input: t.Object(
    {
      message: t.String({ title: 'Message', minLength: 1, maxLength: 4000 }),
      name: t.Optional(
        t.String({
          title: 'Error name',
          description: 'What Retry and Catch match.',
          pattern: '^(?!States\\.)[A-Za-z][A-Za-z0-9.]{0,79}$',
        }),
      ),
    },
    {
      additionalProperties: false,
      examples: [{ message: 'No stock left' }, { message: 'No stock left', name: 'Orders.SoldOut' }],
      'x-antiExamples': [
        { value: { message: 'no', name: 'States.Timeout' }, because: 'the States names are the language’s own' },
        { value: {}, because: 'a failure says what happened' },
      ],
    },
  ),
  output: t.Object({}),
  sample: {},
  run(_context, { message, name }) {
    throw new FatalError(message, name === undefined ? {} : { name });
  },
});
