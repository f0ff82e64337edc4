import { describe, expect, it } from 'vitest';
import { matchesKernelName } from '../../../src/model/kernel-name.ts';

describe('a pattern of kernel names', () => {
  it.each<[string, string, boolean]>([
    ['nvme*n*', 'nvme0n1', true],
    ['nvme*n*', 'nvme10n12', true],
    ['nvme*n*', 'nvme0', false],
    ['nvme*n*', 'xnvme0n1', false],
    ['sd*', 'sda', true],
    ['sd*', 'sdaa', true],
    ['sd*', 'vda', false],
    ['sda', 'sdaa', false],
  ])('%s, %s: %s', (pattern, name, matches) => {
    expect(matchesKernelName(pattern, name)).toBe(matches);
  });
});
