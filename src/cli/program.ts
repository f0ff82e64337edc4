import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { DriftFlags, HistoryFlags, HostFlags, RunFlags } from './flags.ts';
import { packageVersion } from './package-root.ts';

const EXIT_CODES = `
Exit codes:
  0    done, or nothing to do
  1    failed
  2    drift, or --check, found changes to make
  3    a host was unreachable
  4    refused for safety
  64   wrong usage or configuration
  130  stopped by the operator`;

const DEFAULT_INVENTORY = 'inventory/hosts.yaml';
const DEFAULT_DRIFT = 'playbooks/drift.yaml';

const collect = (value: string, values: readonly string[]): readonly string[] => [...values, value];

const forks = (value: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('It is a whole number from 1 to 9999.');
  return Number(value);
};

const examples = (...commands: readonly string[]): string =>
  `\nExamples:\n${commands.map((c) => `  $ ${c}`).join('\n')}`;

/** Adds the options that name hosts and variables. */
const withInventory = (command: Command): Command =>
  command
    .option('-i, --inventory <file>', 'the inventory', DEFAULT_INVENTORY)
    .option(
      '-e, --extra-vars <key=value>',
      'set a variable, or @file.yaml for many; wins over all others',
      collect,
      [],
    );

/** What commands get of the process that they run in. */
export interface Surroundings {
  readonly stopInGoodOrder: () => AbortSignal;
  /** Gets every secret that a command reads. */
  readonly secrets: Set<string>;
}

/** Adds commands; `end` takes the exit code of the one that ran. */
type Add = (program: Command, end: (code: number) => void, surroundings: Surroundings) => void;

/** Adds the options that say which plays are worked on, and how many hosts at once. */
const withPlays = (command: Command): Command =>
  withInventory(command)
    .option(
      '-l, --limit <pattern>',
      'only these hosts: names, groups, globs, @failed (who did not come through in the last run); "," joins, ":!" leaves out, ":&" intersects',
    )
    .option('-t, --tags <tags>', 'only these roles: names, tiers or tags, joined by ","', collect, [])
    .option('-f, --forks <number>', 'hosts that are worked on at once', forks, 10);

const addRun: Add = (program, end, { stopInGoodOrder, secrets }) => {
  withPlays(program.command('run [playbook]'))
    .description('Bring the hosts of a playbook to the declared state, validate them, or roll them back.')
    .option(
      '--resume [run]',
      'in place of a playbook: go on with a run in reports/ that did not come to its end, the last one where none is named',
    )
    .option('--check', 'show what would change, and change nothing')
    .option('--diff', 'show how the content of files changes')
    .option('-v, --verbose', 'show also what is as wanted, and what the commands print')
    .option('--json', 'print one event a line as JSON, and nothing else, on standard output')
    .option('-y, --yes', 'do what cannot be undone without asking')
    .option('--allow-wipe <host=serial>', 'allow wiping that very disk on that host, in this run', collect, [])
    .option('--destroy-data <host=serial>', 'let a rollback destroy the data on that very disk', collect, [])
    .addHelpText(
      'after',
      examples(
        'jts run playbooks/provision-hot.yaml -i inventory/lab.yaml --check',
        'jts run playbooks/provision-hot.yaml -i inventory/lab.yaml -l trader1',
        'jts run playbooks/provision-hot.yaml -i inventory/lab.yaml -l @failed',
        'jts run playbooks/rollback-hot.yaml -i inventory/lab.yaml --destroy-data trader1=JTS-HOT-0001',
        'jts run --resume',
      ) + `\n${EXIT_CODES}`,
    )
    .action(async (playbook: string | undefined, options: RunFlags, command: Command) => {
      const { runPlaybook, resumeRun } = await import('./run.ts');
      if (options.resume !== undefined && playbook === undefined) {
        end(await resumeRun(options.resume, options, stopInGoodOrder(), secrets));
      } else if (options.resume === undefined && playbook !== undefined) {
        end(await runPlaybook(playbook, options, stopInGoodOrder(), secrets));
      } else command.error('error: name a playbook, or the run to --resume, which names its own');
    });
};

const addDrift: Add = (program, end, { stopInGoodOrder, secrets }) => {
  withPlays(program.command('drift'))
    .argument('[playbook]', 'what is declared; its plays are only looked at, whatever their mode', DEFAULT_DRIFT)
    .description('Say what is not as declared any more, on all hosts; changes nothing.')
    .option('--since <run>', 'tell also what changed since that run in reports/ ("latest": the last one)')
    .option('--json', 'print one JSON document, and nothing else, on standard output')
    .addHelpText(
      'after',
      examples(
        'jts drift -i inventory/lab.yaml',
        'jts drift playbooks/provision-hot.yaml -i inventory/lab.yaml -l trader1',
        'jts drift -i inventory/lab.yaml --since latest --json',
      ) + `\n${EXIT_CODES}`,
    )
    .action(async (playbook: string, options: DriftFlags) => {
      const { lookForDrift } = await import('./drift.ts');
      end(await lookForDrift(playbook, options, stopInGoodOrder(), secrets));
    });
};

const addHostCommands: Add = (program, end, { secrets }) => {
  withInventory(program.command('ping [pattern]'))
    .description('Log in to the hosts and become root; changes nothing.')
    .option('-f, --forks <number>', 'hosts that are tried at once', forks, 32)
    .addHelpText(
      'after',
      examples(
        'jts ping -i inventory/lab.yaml',
        "jts ping 'traders:!trader2' -i inventory/lab.yaml",
        'jts ping @failed -i inventory/lab.yaml',
      ),
    )
    .action(async (pattern: string | undefined, options: HostFlags) => {
      const { ping } = await import('./ping.ts');
      end(await ping(pattern ?? 'all', options, secrets));
    });
  withInventory(program.command('facts <host>'))
    .description('Print as JSON what the roles read from a host; changes nothing.')
    .addHelpText('after', examples('jts facts trader1 -i inventory/lab.yaml'))
    .action(async (host: string, options: HostFlags) => {
      const { printFacts } = await import('./facts.ts');
      end(await printFacts(host, options, secrets));
    });
  withInventory(program.command('trust <host>'))
    .description("Show a host's key and store it in known_hosts after a yes.")
    .option('-y, --yes', 'store it without asking: only where the fingerprint was compared by other means')
    .addHelpText('after', examples('jts trust trader1 -i inventory/lab.yaml'))
    .action(async (host: string, options: HostFlags) => {
      const { trust } = await import('./trust.ts');
      end(await trust(host, options, secrets));
    });
  withInventory(program.command('history <host> [run]'))
    .description('Print what jts did on a host: its runs, or each change of one of them; changes nothing.')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples('jts history trader1 -i inventory/lab.yaml', 'jts history trader1 20261120T174012Z-3f9a --json'),
    )
    .action(async (host: string, run: string | undefined, options: HistoryFlags) => {
      const { history } = await import('./history.ts');
      end(await history(host, run, options, secrets));
    });
  withInventory(program.command('unlock <host>'))
    .description(
      'Show whose run holds a host, and end it after a yes: its session, and its batch after the change in hand.',
    )
    .option('-y, --yes', 'end it without asking')
    .addHelpText('after', examples('jts unlock trader1 -i inventory/lab.yaml'))
    .action(async (host: string, options: HostFlags) => {
      const { unlock } = await import('./unlock.ts');
      end(await unlock(host, options, secrets));
    });
  withInventory(program.command('inventory'))
    .description('Show the groups and hosts of an inventory.')
    .option('--list', "as JSON, in the shape of Ansible's dynamic inventories")
    .addHelpText('after', examples('jts inventory -i inventory/lab.yaml', 'jts inventory -i inventory/lab.yaml --list'))
    .action(async (options: HostFlags) => {
      const { showInventory } = await import('./inventory.ts');
      end(await showInventory(options, secrets));
    });
};

const addPlaybookCommands: Add = (program, end, { secrets }) => {
  program
    .command('graph <playbook>')
    .description('Show the phases in which the roles of a playbook run, as text and as a mermaid diagram.')
    .addHelpText('after', examples('jts graph playbooks/provision-hot.yaml'))
    .action(async (playbook: string) => {
      const { graph } = await import('./graph.ts');
      end(await graph(playbook, secrets));
    });
  program
    .command('roles')
    .description('List the roles with their variables.')
    .addHelpText('after', examples('jts roles'))
    .action(async () => {
      const { listRoles } = await import('./roles.ts');
      end(await listRoles());
    });
};

const addVaultCommands: Add = (program, end, { secrets }) => {
  const vault = program
    .command('vault')
    .description('Keep variables in files that are encrypted with age, for keys of age.')
    .addHelpText('after', examples('jts vault edit inventory/group_vars/all/secrets.yaml.age'));
  vault
    .command('edit <file>')
    .description('Edit an encrypted file with your editor ($VISUAL, $EDITOR, vi), or begin one.')
    .addHelpText('after', examples('jts vault edit inventory/group_vars/all/secrets.yaml.age'))
    .action(async (file: string) => {
      const { editVault } = await import('./vault.ts');
      end(await editVault(file, secrets));
    });
  vault
    .command('view <file>')
    .description('Print what is in an encrypted file.')
    .addHelpText('after', examples('jts vault view inventory/group_vars/all/secrets.yaml.age'))
    .action(async (file: string) => {
      const { viewVault } = await import('./vault.ts');
      end(await viewVault(file, secrets));
    });
  vault
    .command('encrypt <file>')
    .description('Encrypt a file of variables, and remove the plain one.')
    .option(
      '--to <recipient>',
      'who may read it, as age1…; without it those in .age-recipients beside the inventory, else you alone',
      collect,
      [],
    )
    .addHelpText(
      'after',
      examples(
        'jts vault encrypt inventory/group_vars/all/secrets.yaml',
        'jts vault encrypt secrets.yaml --to age1… --to age1…',
      ),
    )
    .action(async (file: string, { to }: { readonly to: readonly string[] }) => {
      const { encryptVault } = await import('./vault.ts');
      end(await encryptVault(file, to, secrets));
    });
};

/** Lets a command and those below it throw what ends them, and say where more is told of them. */
const setUp = (command: Command, name: string): void => {
  command.exitOverride().showHelpAfterError(`(jts ${name} --help tells more)`);
  for (const inner of command.commands) setUp(inner, `${name} ${inner.name()}`);
};

/** Runs a command line (without node and script) and resolves to the exit code. */
export const runCommandLine = async (words: readonly string[], surroundings: Surroundings): Promise<number> => {
  let code = 0;
  const end = (ended: number): void => {
    code = ended;
  };
  const program = new Command('jts')
    .description('Brings the storage of JTS trading hosts to a declared state, over SSH and without an agent.')
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(jts --help lists commands and options)')
    .addHelpText('after', EXIT_CODES);
  for (const add of [addRun, addDrift, addHostCommands, addPlaybookCommands, addVaultCommands]) {
    add(program, end, surroundings);
  }
  for (const command of program.commands) setUp(command, command.name());
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const fine = ['commander.helpDisplayed', 'commander.version'].includes(error.code);
    return fine ? 0 : 64;
  }
};
