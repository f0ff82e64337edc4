import { afterAll, beforeAll, expect, it } from 'vitest';
import { connector } from '../../src/transport/connect.ts';
import { Questions } from '../../src/transport/questions.ts';
import { hostOf } from './hosts.ts';
import { run } from './run.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

const connect = connector({ questions: new Questions(() => Promise.resolve(undefined)), inventory: 'lab.yaml' });

it.each([
  ['ssh', 'over SSH\n'],
  ['local', 'not over SSH\n'],
] as const)('opens the transport that the inventory asks for: %s', async (transport, answer) => {
  const way = await connect(hostOf(sshd, { transport }));
  if (!way.ok) throw new Error(JSON.stringify(way.failure));
  const { stdout } = await run(
    way.value,
    'if [ -n "$SSH_CONNECTION" ]; then echo over SSH; else echo not over SSH; fi',
  );
  expect(stdout).toBe(answer);
  await way.value.close();
});
