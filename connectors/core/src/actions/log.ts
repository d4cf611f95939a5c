import { action, t } from '@millrace/connector-sdk';

/** Writes a line to the step's log. */
export const log = action({
  title: 'Log a message',
  description: 'Writes a line to the log of this step.',
  effects: 'read',
  input: t.Object(
    {
      message: t.String({ title: 'Message', minLength: 1, maxLength: 4000 }),
      level: t.Optional(
        t.Choice(['debug', 'info', 'warn', 'error'], {
          title: 'Level',
          default: 'info',
        }),
      ),
      data: t.Optional(
        t.Any({ title: 'Data', description: 'Shown below the message.', 'x-ui': { control: 'json', advanced: true } }),
      ),
    },
    {
      additionalProperties: false,
      examples: [{ message: 'Priced the order' }, { message: 'Odd', level: 'warn', data: { total: -1 } }],
      'x-antiExamples': [
        { value: { message: '' }, because: 'an empty line says nothing' },
        { value: { message: 'a', level: 'fatal' }, because: 'there is no such level' },
      ],
    },
  ),
  output: t.Object({ logged: t.Boolean() }),
  sample: { logged: true },
  run({ log }, { message, level = 'info', data }) {
    log[level](message, data === undefined ? undefined : (data as never));
    return { logged: true };
  },
});
