import { describe, expect, test } from '@jest/globals';
import { lateModule, loadModules, withModules } from './late-modules.ts';

describe('a module that is loaded when it is needed', () => {
  test('is loaded once, and what needed it runs again', async () => {
    let loads = 0;
    let engine: { readonly answer: () => number } = lateModule('engine', () => {
      loads += 1;
      engine = { answer: () => 42 };
      return Promise.resolve();
    });
    const said: boolean[] = [];
    const run = () =>
      withModules(
        () => engine.answer(),
        (isLoading) => said.push(isLoading),
      );
    expect([await run(), await run()]).toEqual([42, 42]);
    expect([loads, said]).toEqual([1, [true, false]]);
  });

  test('is noticed also where its absence is taken for something else', async () => {
    let engine: { readonly answer: () => number } = lateModule('other', () => {
      engine = { answer: () => 42 };
      return Promise.resolve();
    });
    const run = (): number | string => {
      try {
        return engine.answer();
      } catch {
        return 'unsupported';
      }
    };
    expect(await withModules(run, () => undefined)).toBe(42);
  });

  test('all are loaded for work that cannot be done again', async () => {
    let engine: { readonly answer: () => number } = lateModule('third', () => {
      engine = { answer: () => 42 };
      return Promise.resolve();
    });
    await loadModules();
    expect(engine.answer()).toBe(42);
  });

  test('nothing that needs none waits, and a failure stays one', async () => {
    const said: boolean[] = [];
    const given = await withModules(
      () => 1,
      (isLoading) => said.push(isLoading),
    );
    expect([given, said]).toEqual([1, []]);
    const fail = () => {
      throw new Error('no');
    };
    await expect(withModules(fail, () => undefined)).rejects.toThrow('no');
  });

  test('that cannot be loaded is a failure, and its loading is over', async () => {
    const engine: { readonly answer: () => number } = lateModule('lost', () => Promise.reject(new Error('gone')));
    const said: boolean[] = [];
    const answer = withModules(
      () => engine.answer(),
      (isLoading) => said.push(isLoading),
    );
    await expect(answer).rejects.toThrow('gone');
    expect(said).toEqual([true, false]);
  });
});
