import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostOf, refused } from './hosts.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd([
    'PasswordAuthentication yes',
    'AuthenticationMethods publickey,password',
    'PermitRootLogin yes',
  ]);
});
afterAll(() => sshd.stop());

it('says that the host wants more than a key', async () => {
  expect(await refused(hostOf(sshd))).toEqual({
    kind: 'unreachable',
    lasting: true,
    host: 'trader1',
    message: `trader1 (${sshd.user}@127.0.0.1:${sshd.port}): the host wants password, and jts logs in with keys alone; offered ${sshd.path('id')}`,
    advice: `Allow ${sshd.user} to log in with a key alone (PubkeyAuthentication and AuthenticationMethods in sshd_config there).`,
  });
});
