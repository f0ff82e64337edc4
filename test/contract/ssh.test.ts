import { afterAll, beforeAll } from 'vitest';
import { hostOf, opened, sshOf } from './hosts.ts';
import { startSshd, type Sshd } from './sshd.ts';
import { transportSuite } from './suite.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

transportSuite('ssh', ({ grace }) => opened(hostOf(sshd), sshOf({ grace })));
