import { unreachable } from '../model/result.ts';
import { sh } from '../shell/sh.ts';
import type { HostKey } from './host-key.ts';
import type { NoIdentity } from './identities.ts';
import type { Standing } from './known-hosts.ts';
import type { Told } from './obstacle.ts';
import type { Target } from './target.ts';

const list = (items: readonly string[]): string => items.join(', ');

/** Why a host's key is refused; `trust` is the command that accepts it. */
export const tellHostKey = (
  standing: Exclude<Standing, { standing: 'trusted' }>,
  { type, fingerprint }: HostKey,
  { names: [name], knownHosts: [file] }: Target,
  trust: string,
): Told => {
  switch (standing.standing) {
    case 'unknown':
      return {
        message: `its host key is not known yet: ${type} ${fingerprint}`,
        advice:
          (standing.authorities[0] === undefined
            ? ''
            : `jts cannot use the certificate authority at ${standing.authorities[0].file}:${standing.authorities[0].line}. `) +
          `Compare the fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then: ${trust}`,
      };
    case 'changed': {
      const [{ file: where }] = standing.known;
      const lines = standing.known.map((known) => `${known.file}:${known.line} (${known.type})`);
      return {
        message: `its host key has changed: it shows ${type} ${fingerprint}, which is not the key at ${list(lines)}. Someone may be posing as the host (man in the middle)`,
        advice: `Only if you know why it changed: ${sh`ssh-keygen -R ${name} -f ${where}`.text} && ${trust}`,
      };
    }
    case 'revoked':
      return {
        message: `its host key ${type} ${fingerprint} is revoked at ${standing.by.file}:${standing.by.line}. Someone may be posing as the host (man in the middle)`,
        advice: `Give the host a new key, and tell ${file} about it: ${trust}`,
      };
    default:
      return unreachable(standing);
  }
};

/** Why there is no key to log in with; `entry` says where in the inventory to name one. */
export const tellNoIdentity = (why: NoIdentity, { user }: Target, entry: string): Told => {
  switch (why.problem) {
    case 'missing':
      return {
        message: `the key ${why.path} does not exist`,
        advice: `Correct \`key\` ${entry}, or make one: ${sh`ssh-keygen -t ed25519 -f ${why.path}`.text}`,
      };
    case 'unreadable':
      return {
        message: `the key ${why.path} cannot be read: ${why.reason}`,
        advice: `Correct its owner or mode, or \`key\` ${entry}.`,
      };
    case 'exposed':
      return {
        message: `the key ${why.path} can be read by others (mode ${why.mode}), so it is not used`,
        advice: sh`chmod 600 ${why.path}`.text,
      };
    case 'malformed':
      return {
        message: `${why.path} is not a private key: ${why.reason}`,
        advice: `Correct \`key\` ${entry}; OpenSSH and PEM files are understood.`,
      };
    case 'public':
      return {
        message: `${why.path} is a public key, and the ssh-agent does not hold its private one`,
        advice: `Add it to the agent (ssh-add), or name the private key in \`key\` ${entry}.`,
      };
    case 'locked':
      return { message: why.error.message, advice: why.error.advice };
    case 'none':
      return {
        message: `there is no key to log in with: none of ${list(why.files)}, and no ssh-agent that holds one${why.notes.map((note) => `; ${note}`).join('')}`,
        advice: `Name one in \`key\` ${entry}, or make one and give it to ${user}: ssh-keygen -t ed25519`,
      };
    default:
      return unreachable(why);
  }
};

/** Why a host did not accept the keys it was offered. */
export const tellRefused = (
  tried: readonly string[],
  methods: readonly string[],
  { user }: Target,
  entry: string,
): Told => {
  if (methods.length > 0 && !methods.includes('publickey')) {
    return {
      message: `the host wants ${list(methods)}, and jts logs in with keys alone; offered ${list(tried)}`,
      advice: `Allow ${user} to log in with a key alone (PubkeyAuthentication and AuthenticationMethods in sshd_config there).`,
    };
  }
  return {
    message: `the host accepts none of the keys for ${user}: ${list(tried)}`,
    advice: `Correct \`user\` or \`key\` ${entry}, or add the key's public part to ~${user}/.ssh/authorized_keys on the host.`,
  };
};
