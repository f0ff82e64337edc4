import { expect, it } from 'vitest';
import { explainSudo } from '../../../src/transport/sudo.ts';

const login = { host: 'trader1', user: 'ops' };

// What sudo 1.9.13 and its PAM modules print on Debian 12 under LC_ALL=C.
it.each([
  ['sudo: a password is required', 'sudo on trader1 wants the password of ops'],
  ['sudo: 1 incorrect password attempt', 'sudo on trader1 refused the password of ops'],
  ['Sorry, try again.\n\nsudo: no password was provided', 'sudo on trader1 refused the password of ops'],
  ["env: 'sudo': No such file or directory", 'sudo is not installed on trader1'],
  ['env: ‘sudo’: No such file or directory', 'sudo is not installed on trader1'],
  ['bash: line 1: sudo: command not found', 'sudo is not installed on trader1'],
  ['ops is not in the sudoers file.', 'ops may not use sudo on trader1'],
  ['ops is not in the sudoers file.  This incident will be reported.', 'ops may not use sudo on trader1'],
  [
    "Sorry, user ops is not allowed to execute '/usr/bin/bash -c sudo: command not found' as root on trader1.",
    'sudo on trader1 does not let ops run bash as root',
  ],
  ['sudo: sorry, you must have a tty to run sudo', 'sudo on trader1 wants a terminal (requiretty)'],
  [
    'sudo: a terminal is required to read the password; either use the -S option to read from standard input',
    'sudo on trader1 wants a terminal (requiretty)',
  ],
  ['sudo: account validation failure, is your account locked?', 'the account ops on trader1 is locked or has expired'],
  [
    'sudo: Account or password is expired, reset your password and try again',
    'the account ops on trader1 is locked or has expired',
  ],
  ['sudo: PAM account management error: Permission denied', 'the account ops on trader1 is locked or has expired'],
  ['sudo: bash: command not found', 'bash is not installed on trader1'],
  [
    'sudo: unable to resolve host trader1\nsudo: The "no new privileges" flag is set\n',
    'sudo on trader1 did not start a program as root (exit status 1): sudo: The "no new privileges" flag is set',
  ],
  ['', 'sudo on trader1 did not start a program as root (exit status 1): it printed nothing'],
])('understands %o', (printed, message) => {
  expect(explainSudo(login, printed, 'exit status 1').message).toBe(message);
});
