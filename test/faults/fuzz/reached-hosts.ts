import type { Host } from '../../../src/model/host.ts';
import { OPENSSH_DEFAULTS } from '../../../src/transport/ssh-config.ts';
import { destinationOf, targetOf, type LocalUser } from '../../../src/transport/target.ts';
import { CANARY } from './hostile-words.ts';
import { unquotedIn } from './unquoted-words.ts';

const LOCAL: LocalUser = { name: `me ${CANARY}$(id)`, home: '/home/me', machine: 'here', environment: {} };

const PROXY_COMMAND = 'connect %h %p --as %r -- %n %k %u %l';
const PROXY_JUMP = 'ops@first:22,ssh://last';

const isOption = (word: string): boolean => word.startsWith('-');

/** What is wrong with how a host would be reached: words that ssh would take for options, or that a shell would not take as they are. */
export const misreached = (host: Host): readonly string[] => {
  const { name = host.name, user = '' } = destinationOf(host) ?? {};
  const command = targetOf(host, { ...OPENSSH_DEFAULTS, proxyCommand: PROXY_COMMAND }, LOCAL);
  const jump = targetOf(host, { ...OPENSSH_DEFAULTS, proxyJump: PROXY_JUMP }, LOCAL);
  const [, , ...words] = jump.proxy?.arguments ?? [];
  const options = words.filter(isOption);
  return [
    ...[name, user, command.user, command.address]
      .filter(isOption)
      .map((word) => `ssh would take ${word} for an option`),
    ...(options.join(' ') === '-J -W --' ? [] : [`ssh would get the options ${options.join(' ')}`]),
    ...unquotedIn(command.proxy?.arguments[1] ?? '', CANARY),
  ];
};
