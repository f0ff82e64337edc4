import { describe, expect, it } from 'vitest';
import { allCases } from './case.ts';
import { roleOfCases } from './bundled.ts';
import { planned } from './planned.ts';

describe.each([...new Set(allCases().map(({ role }) => role))])('role %s', (name) => {
  it.each(allCases().filter(({ role }) => role === name))('$name: $given.about', async (named) => {
    const { given } = named;
    const found = planned(await roleOfCases(name), named);
    expect(found.plan).toEqual(given.plan);
    expect(found.fine).toEqual(expect.arrayContaining((given.fine ?? []).map((line) => `fine ${line}`)));
    if (given.checks !== undefined) {
      expect(found.checked).toBeGreaterThan(0);
      expect(found.failing).toEqual(given.checks);
    }
  });
});
