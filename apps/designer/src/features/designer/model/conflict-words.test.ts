import { expect, test } from '@jest/globals';
import { placeOfConflict } from './conflict-words.ts';

test.each([
  ['/title', undefined, 'title'],
  ['/settings/retention/failedDays', undefined, 'settings › retention › failedDays'],
  ['/machine/StartAt', undefined, 'machine › StartAt'],
  ['/machine/States/Charge card/Arguments/url', 'Charge card', 'Arguments › url'],
  ['/machine/States/Charge card', 'Charge card', ''],
  ['/machine/States/Each/ItemProcessor/States/a~1b/Catch/0/Next', 'a/b', 'Catch › 1 › Next'],
  ['/machine/States/Each/ItemProcessor/StartAt', 'Each', 'ItemProcessor › StartAt'],
  ['/triggers/order/path', 'trigger:order', 'path'],
])('a conflict at %s is at %s in %s', (path, item, field) => {
  expect(placeOfConflict(path)).toEqual({ path, ...(item === undefined ? {} : { item }), field });
});
