import { describe, expect, it } from 'vitest';
import { ok, type Result } from '../../../src/model/result.ts';
import { sh } from '../../../src/shell/sh.ts';
import { becomeRoot } from '../../../src/transport/become.ts';
import type { Execution, Transport } from '../../../src/transport/transport.ts';

/** A host that takes a command and does not say that it began, until it is told to. */
const silent = () => {
  const abandoned: string[] = [];
  let begin: (execution: Result<Execution, never>) => void = () => undefined;
  const execution: Execution = {
    write: () => undefined,
    end: () => undefined,
    ended: new Promise(() => undefined),
    abandon: (reason) => void abandoned.push(reason),
  };
  const transport: Transport = {
    host: 'h',
    user: 'ops',
    execute: () => new Promise((resolve) => (begin = resolve)),
    closed: new Promise(() => undefined),
    close: () => Promise.resolve(),
  };
  return {
    transport,
    abandoned,
    begin: () => {
      begin(ok(execution));
    },
  };
};

describe('a program that is to run as root', () => {
  it.each([
    [{ method: 'sudo', password: 'none' }, 'Try it by hand: sudo true as ops on h.'],
    [{ method: 'none' }, 'Try it by hand: bash -c true as ops on h.'],
  ] as const)('is given up at its deadline where the host never begins it: %j', async (become, advice) => {
    const { transport, abandoned, begin } = silent();
    const program = { command: sh`true`, ready: 'ready', deadline: 0.05 };
    const sink = { stdout: () => undefined, stderr: () => undefined };
    const became = await becomeRoot(transport, become, program, sink, () => Promise.resolve(undefined));
    expect(became).toEqual({
      ok: false,
      failure: {
        ...{ kind: 'become', host: 'h', advice },
        message: 'nothing ran as root for ops on h within 0.05 s: it printed nothing',
      },
    });
    begin();
    await expect.poll(() => abandoned).toEqual(['it came too late']);
  });
});
