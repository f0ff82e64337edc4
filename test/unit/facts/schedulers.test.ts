import { describe, expect, it } from 'vitest';
import { schedulers } from '../../../src/facts/schedulers.ts';
import { bash } from '../shell/bash.ts';

describe('the I/O schedulers of disks', () => {
  it('are of the disks that were asked for, with what else there is for them', () => {
    const output =
      'dm-0 0 none\nnvme0n1 0 [none] mq-deadline\nnvme1n1 0 none\nsda 1 mq-deadline [bfq] none\nsr0 1 [none]\n';
    expect(schedulers.parse(output, ['nvme*n*', 'sd*'])).toEqual({
      nvme0n1: { scheduler: 'none', available: ['none', 'mq-deadline'], rotating: false },
      nvme1n1: { scheduler: 'none', available: [], rotating: false },
      sda: { scheduler: 'bfq', available: ['mq-deadline', 'bfq', 'none'], rotating: true },
    });
    expect(schedulers.parse('', ['sd*'])).toEqual({});
  });

  it('are read in one go from a line of brackets', () => {
    expect(schedulers.parse(`sda 1 ${'['.repeat(100_000)}bfq]\n`, ['sd*'])).toMatchObject({
      sda: { scheduler: 'bfq' },
    });
  });

  it('are never guessed', () => {
    expect(() => schedulers.parse('sda 1 \n', ['sd*'])).toThrow(
      'the answer about I/O schedulers is not as expected: "sda 1 "',
    );
  });

  it('are read from /sys, where there is none and where there is', () => {
    const none = bash(schedulers.script(['sd*']), { '/sys/block': '/nonexistent' });
    expect(none).toEqual({ status: 0, stdout: '', stderr: '' });
    const own = bash(schedulers.script(['sd*']));
    expect({ status: own.status, stderr: own.stderr }).toEqual({ status: 0, stderr: '' });
    expect(() => schedulers.parse(own.stdout, ['*'])).not.toThrow();
  });
});
