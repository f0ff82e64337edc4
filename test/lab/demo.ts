import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { reset } from './lab.ts';
import { LabError } from './lab-error.ts';
import { portsAreUsual } from './ports.ts';

const project = resolve(import.meta.dirname, '../..');
/** As a user would name it: the usual one where it fits, and else that of the ports of this lab. */
const INVENTORY = portsAreUsual() ? 'inventory/lab.yaml' : '.lab/inventory.yaml';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Shows a command and runs it as a user would; ends the demo when the exit code is none of the expected. */
const show = async (words: readonly string[], expected: readonly number[] = [0]): Promise<void> => {
  say(`\n$ jts ${words.join(' ')}`);
  const main = join(project, 'dist/src/cli/main.js');
  const child = spawn(process.execPath, [main, ...words], { cwd: project, stdio: 'inherit' });
  const code = await new Promise<number | null>((settle) => child.once('close', settle));
  if (code === null || !expected.includes(code)) throw new LabError(`jts ended with exit code ${code ?? 'none'}`);
};

/** Brings a blank host of the lab to its declared state before the eyes of a newcomer. */
const demo = async (): Promise<void> => {
  say('A Debian host with a blank 4 TB NVMe and half a SATA disk, and a NAS, boot on this machine, made fresh …');
  await Promise.all([reset('trader1', { progress: say }), reset('nas', { progress: say })]);
  const on = ['-i', INVENTORY, '-l', 'trader1'];
  say('\n1. What would jts do? Nothing is changed yet.');
  await show(['run', 'playbooks/provision.yaml', ...on, '--check'], [2]);
  say('\n2. Do it.');
  await show(['run', 'playbooks/provision.yaml', ...on]);
  say('\n3. Again: there is nothing left to do.');
  await show(['run', 'playbooks/provision.yaml', ...on]);
  say(
    '\n4. Does it work? Every service user writes and reads, a file goes through all tiers, the timers are looked at.',
  );
  await show(['run', 'playbooks/validate.yaml', ...on]);
  say(`
The host keeps running. Try next:
  npm run lab -- ssh trader1 findmnt --real
  npm run lab -- ssh trader1 /usr/local/lib/jts/storage-health.sh
  npm run lab -- reboot trader1 && npx jts run playbooks/validate.yaml -i ${INVENTORY} -l trader1
  npx jts run playbooks/rollback-all.yaml -i ${INVENTORY} -l trader1
End it with: npm run lab -- down`);
};

try {
  await demo();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
