import { describe, expect, it } from 'vitest';
import { kernel } from '../../../src/facts/kernel.ts';
import { packages } from '../../../src/facts/packages.ts';
import { bash } from '../shell/bash.ts';

const BASH = { name: 'bash', command: 'bash' };
const GHOST = { name: 'ghost', command: 'no-such-command' };

describe('packages', () => {
  it('count by the command they are needed for, wherever it came from', () => {
    const { status, stdout } = bash(packages.script([BASH, GHOST]), {
      'command -v apt-get': 'true',
      'command -v dpkg-query': 'false',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'apt\nusable bash\n' });
    expect(packages.parse(stdout, [BASH, GHOST])).toEqual({ apt: true, usable: ['bash'], leftovers: [] });
  });

  it('tell what was removed and left its configuration', () => {
    expect(packages.parse('usable bash\nconfig-files ghost\n', [BASH, GHOST])).toEqual({
      apt: false,
      usable: ['bash'],
      leftovers: ['ghost'],
    });
  });
});

describe('kernel support', () => {
  it('is read from what the kernel registered', () => {
    const { status, stdout } = bash(kernel.script(['proc', 'nonesuch']), { 'command -v modprobe': 'false' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'proc there\nnonesuch unknown\n' });
  });

  it('is never assumed', () => {
    expect(kernel.parse('xfs missing\n', ['xfs'])).toEqual({ xfs: 'missing' });
    expect(() => kernel.parse('xfs there\n', ['xfs', 'ext4'])).toThrow('the probe says nothing of "ext4"');
  });
});
