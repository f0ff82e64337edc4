import { describe, expect, it } from 'vitest';
import type { Role } from '../../../src/api.ts';
import { allCases } from './case.ts';
import { planned } from './planned.ts';

const load = async (name: string): Promise<Role> => {
  const module = (await import(`../../../roles/${name}/role.ts`)) as { default: Role };
  return module.default;
};

describe.each([...new Set(allCases().map(({ role }) => role))])('role %s', (name) => {
  it.each(allCases().filter(({ role }) => role === name))('$name: $given.about', async (named) => {
    const { given } = named;
    const found = planned(await load(name), named);
    expect(found.plan).toEqual(given.plan);
    expect(found.fine).toEqual(expect.arrayContaining((given.fine ?? []).map((line) => `fine ${line}`)));
    if (given.checks !== undefined) {
      expect(found.checked).toBeGreaterThan(0);
      expect(found.failing).toEqual(given.checks);
    }
  });
});
