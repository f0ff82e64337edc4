import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPackages, removePackages } from '../../../src/shell/apt.ts';
import { lines, sh, type Shell } from '../../../src/shell/sh.ts';
import { bash } from './bash.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jts-apt-'));
  writeFileSync(join(root, 'installed'), 'libc6\n');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** A host whose packages are the lines of a file; `answers` are further commands. */
const run = (script: Shell, answers: Shell) =>
  bash(
    lines([
      sh`
        state=${root}
        dpkg-query() { sed 's/^/installed /' "$state/installed"; }
        say() { printf '%s\n' "$*" >>"$state/called"; }
      `,
      answers,
      script,
    ]),
    { '/var/lib/jts': join(root, 'jts') },
  );
const called = (): string => readFileSync(join(root, 'called'), 'utf8');
const record = (): string => join(root, 'jts/packages/xfsprogs');

describe('an installation', () => {
  it('keeps what came with the packages', () => {
    const apt = sh`apt-get() { say "$@"; printf 'liburcu8\nxfsprogs\n' >>"$state/installed"; }`;
    expect(run(installPackages(['xfsprogs'], 'xfsprogs'), apt)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(called()).toBe(
      '--quiet --yes -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=60 install --no-install-recommends -- xfsprogs\n',
    );
    expect(readFileSync(record(), 'utf8')).toBe('liburcu8\nxfsprogs\n');
  });

  it('fetches the lists where a package is not found, and tries again', () => {
    const apt = sh`
      apt-get() {
        say "\${*: -1}"
        if [[ $* == *update* ]]; then : >"$state/lists"; fi
        [[ -e $state/lists ]]
      }
    `;
    expect(run(installPackages(['xfsprogs'], 'xfsprogs'), apt).status).toBe(0);
    expect(called()).toBe('xfsprogs\nupdate\nxfsprogs\n');
  });

  it('fails as apt-get fails, and keeps what was installed up to there', () => {
    const apt = sh`apt-get() { [[ $* != *install* ]] || echo liburcu8 >>"$state/installed"; return 100; }`;
    expect(run(installPackages(['xfsprogs'], 'xfsprogs'), apt).status).toBe(100);
    expect(readFileSync(record(), 'utf8')).toBe('liburcu8\n');
  });
});

describe('a removal', () => {
  const dpkg = sh`
    apt-mark() { say "mark \${*:3}"; printf '%s\n' "\${@:3}"; }
    lsblk() { :; }
    dpkg() {
      say "$@"
      [[ $* != *libinih1 ]] || return 1
      for name in "\${@:3}"; do
        sed -i "/^$name$/d" "$state/installed"
      done
    }
  `;
  beforeEach(() => {
    mkdirSync(join(root, 'jts/packages'), { recursive: true });
    writeFileSync(record(), 'libinih1\nliburcu8\nxfsprogs\n');
    writeFileSync(join(root, 'installed'), 'libc6\nlibinih1\nliburcu8\nxfsprogs\n');
  });

  it('takes along what came with the packages, unless others need it', () => {
    expect(run(removePackages(['xfsprogs'], [], 'xfsprogs'), dpkg).status).toBe(0);
    expect(readFileSync(join(root, 'installed'), 'utf8')).toBe('libc6\nlibinih1\n');
    expect(called().split('\n').slice(0, 3)).toEqual([
      '--remove -- xfsprogs',
      '--purge -- xfsprogs',
      'mark libinih1 liburcu8',
    ]);
    expect(existsSync(record())).toBe(false);
  });

  it('leaves the configuration that was there before', () => {
    expect(run(removePackages(['xfsprogs'], ['xfsprogs'], 'xfsprogs'), dpkg).status).toBe(0);
    expect(called()).not.toContain('--purge -- xfsprogs');
  });

  it('does not happen while something on the host needs the package', () => {
    const busy = lines([dpkg, sh`lsblk() { echo '/dev/sdb1 xfs'; }`]);
    expect(run(removePackages(['xfsprogs'], [], 'xfsprogs'), busy)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'xfsprogs stays, since it is still needed for: /dev/sdb1 xfs\n',
    });
  });
});
