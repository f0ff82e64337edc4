import type { Told } from './obstacle.ts';

/** Whose login on which host, for messages. */
export interface Login {
  readonly host: string;
  readonly user: string;
}

type Tell = (login: Login) => Told;

/** The password was wrong: sudo says so, or asks a second time. */
export const wrongPassword: Tell = ({ host, user }) => ({
  message: `sudo on ${host} refused the password of ${user}`,
  advice: 'Run again and type it anew; jts tried it once only, so that the account is not locked.',
});

/** sudo asked for a password and the user gave none. */
export const noPassword: Tell = ({ host, user }) => ({
  message: `sudo on ${host} wants the password of ${user}, and nobody gave it`,
  advice: 'Run jts on a terminal, where it asks, or allow sudo without a password (NOPASSWD in sudoers) there.',
});

/** What was started runs, but not as root. */
export const notRoot = ({ host, user }: Login, uid: string): Told => ({
  message: `${user} on ${host} is not root: what it starts runs as user ${uid}`,
  advice: `Set \`become: {method: sudo, password: none}\` (or \`password: ask\`) for ${host} in the inventory, or log in as root.`,
});

/** What sudo 1.9 and PAM print under LC_ALL=C (env itself in the login's language), and what it means; the first that matches counts. */
const MEANINGS: readonly (readonly [said: RegExp, tell: Tell])[] = [
  [
    /a password is required/,
    ({ host, user }) => ({
      message: `sudo on ${host} wants the password of ${user}`,
      advice: `Set \`become: {method: sudo, password: ask}\` for ${host} in the inventory, or allow sudo without a password (NOPASSWD in sudoers) there.`,
    }),
  ],
  [/incorrect password attempt|Sorry, try again|no password was provided/, wrongPassword],
  [
    /\bsudo['’]?: (No such file or directory|(command )?not found)$/,
    ({ host }) => ({
      message: `sudo is not installed on ${host}`,
      advice: `Install it there as root (apt-get install sudo), or log in as root with \`become: {method: none}\`.`,
    }),
  ],
  [
    /is not in the sudoers file|may not run sudo/,
    ({ host, user }) => ({
      message: `${user} may not use sudo on ${host}`,
      advice: `As root there: adduser ${user} sudo`,
    }),
  ],
  [
    /is not allowed to (execute|run)/,
    ({ host, user }) => ({
      message: `sudo on ${host} does not let ${user} run bash as root`,
      advice: `Allow it in sudoers there; jts runs everything through one \`bash -c\`, so single commands cannot be allowed instead.`,
    }),
  ],
  [
    /must have a tty|a terminal is required/,
    ({ host, user }) => ({
      message: `sudo on ${host} wants a terminal (requiretty)`,
      advice: `As root there, with visudo: Defaults:${user} !requiretty`,
    }),
  ],
  [
    /account validation failure|[Aa]ccount (or password is|has) expired|password.*expired|PAM account management error/,
    ({ host, user }) => ({
      message: `the account ${user} on ${host} is locked or has expired`,
      advice: `Look at it as root there: chage -l ${user}; passwd -S ${user}`,
    }),
  ],
  [
    /\bbash['’]?: (No such file or directory|(command )?not found)$/,
    ({ host }) => ({
      message: `bash is not installed on ${host}`,
      advice: 'Install it there as root: apt-get install bash',
    }),
  ],
];

/** Explains why sudo did not start a program, by what it printed. */
export const explainSudo = (login: Login, printed: string, how: string): Told => {
  const lines = printed.split('\n').map((line) => line.trim());
  for (const [said, tell] of MEANINGS) {
    if (lines.some((line) => said.test(line))) return tell(login);
  }
  return {
    message: `sudo on ${login.host} did not start a program as root (${how}): ${lastLineOf(printed)}`,
    advice: `Make \`sudo true\` work as ${login.user} on ${login.host} first.`,
  };
};

/** Explains why the login did not start a program, without sudo. */
export const explainLogin = ({ host, user }: Login, printed: string, how: string): Told => ({
  message: `the login of ${user} on ${host} does not run bash (${how}): ${lastLineOf(printed)}`,
  advice: `Look at the login shell of ${user} there (getent passwd ${user}), at ForceCommand in sshd_config, and that bash is installed.`,
});

/** The last line of what was printed that says anything. */
export const lastLineOf = (printed: string): string =>
  printed
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? 'it printed nothing';
