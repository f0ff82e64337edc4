import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Argument, Command, CommanderError, Option } from 'commander';
import pc from 'picocolors';
import { disksOf } from './disks.ts';
import type { DiskName, HostName } from './hosts.ts';
import { diskNames, hostNamed, hostNames } from './hosts.ts';
import { down, powerCut, reboot, reset, up } from './lab.ts';
import { LabError } from './lab-error.ts';
import { sshConfigFile } from './state.ts';
import { labStatus } from './status.ts';
import { diskTable, statusTable } from './tables.ts';

const exitUsage = 64;
const progress = (line: string) => process.stderr.write(`${line}\n`);
const host = () => new Argument('<host>', 'a host of the lab').choices(hostNames);
const someHosts = () => new Argument('[host...]', 'hosts of the lab, all when none is named').choices(hostNames);
const all = (names: HostName[]) => (names.length > 0 ? names : hostNames);

const program = new Command('lab')
  .description('Real Debian hosts with NVMe, SATA and NFS on this machine, for tests and for the demo.')
  .configureHelp({ showGlobalOptions: false })
  .enablePositionalOptions()
  .exitOverride();

program
  .command('up')
  .description('start hosts and wait until they take SSH')
  .addArgument(someHosts())
  .option('--decoy-first', 'the decoy NVMe becomes /dev/nvme0n1')
  .action((names: HostName[], { decoyFirst }: { decoyFirst?: true }) =>
    up(all(names), { progress, ...(decoyFirst && { order: 'decoy-first' }) }),
  );

program
  .command('down')
  .description('shut hosts down, keeping their disks')
  .addArgument(someHosts())
  .action((names: HostName[]) => down(all(names), { progress }));

program
  .command('status')
  .description('show the hosts')
  .action(async () => {
    process.stdout.write(statusTable(await labStatus()));
  });

program
  .command('ssh')
  .description('log in to a host as root, or run a command there')
  .addArgument(host())
  .argument('[command...]')
  .passThroughOptions()
  .allowUnknownOption()
  .action(async (name: HostName, command: string[]) => {
    const client = spawn('ssh', ['-F', sshConfigFile, name, ...command], { stdio: 'inherit' });
    const [code] = (await once(client, 'exit')) as [number | null];
    process.exitCode = code ?? 255;
  });

program
  .command('disks')
  .description('show the disks of a host')
  .addArgument(host())
  .action(async (name: HostName) => {
    process.stdout.write(diskTable(await disksOf(hostNamed(name))));
  });

const restarts = [
  ['reset', 'give a host fresh disks and start it', reset],
  ['reboot', 'restart a host cleanly', reboot],
  ['power-cut', 'kill a host and start it again on the same disks', powerCut],
] as const;
for (const [name, description, restart] of restarts) {
  program
    .command(name)
    .description(description)
    .addArgument(host())
    .addOption(new Option('--without <disk...>', 'pull disks out for this start').choices(diskNames))
    .action((target: HostName, { without = [] }: { without?: DiskName[] }) => restart(target, { progress, without }));
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : exitUsage;
  } else if (error instanceof LabError) {
    process.stderr.write(`${pc.red('error:')} ${error.message}\n`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
