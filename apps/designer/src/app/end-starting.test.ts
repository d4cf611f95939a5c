/** @jest-environment jsdom */
import { expect, test } from '@jest/globals';
import { endStarting } from './end-starting.ts';

const observed = async (): Promise<void> => {
  await Promise.resolve();
};

test('what stands there while the page loads goes with the first thing that is shown', async () => {
  document.body.innerHTML = '<div id="root"></div><div id="starting"></div>';
  const [root, starting] = [...document.querySelectorAll('div')];
  endStarting(root as HTMLElement, starting as HTMLElement);
  root?.append(document.createElement('div'));
  await observed();
  expect(document.getElementById('starting')).not.toBeNull();
  root?.firstElementChild?.append(document.createElement('main'));
  await observed();
  expect(document.getElementById('starting')).toBeNull();
});
