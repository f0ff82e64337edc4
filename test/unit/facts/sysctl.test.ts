import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sysctls } from '../../../src/facts/sysctl.ts';
import { bash } from '../shell/bash.ts';
import { captured } from './captured.ts';

const KEYS = [
  'net.core.rmem_max',
  'net.core.wmem_max',
  'net.core.rmem_default',
  'net.core.wmem_default',
  'net.ipv4.tcp_rmem',
];

describe('the settings of a real host, on which systemd-sysctl has just run', () => {
  const { live, boot } = sysctls.parse(captured('sysctl'), [...KEYS, 'kernel.version', 'net.core.nothing', 'net.core']);

  it('are, live, what the files say of the next boot', () => {
    expect(KEYS.map((key) => [key, live[key]?.value])).toEqual(KEYS.map((key) => [key, boot[key]?.value]));
  });

  it('name the file that has the last word, by name over all directories', () => {
    expect(boot).toEqual({
      'net.core.rmem_max': { value: '16777216', file: '/etc/sysctl.d/90-jts.conf' },
      'net.core.wmem_max': { value: '425984', file: '/run/sysctl.d/95-hand.conf' },
      'net.core.rmem_default': { value: '310000', file: '/run/sysctl.d/95-hand.conf' },
      'net.core.wmem_default': { value: '320000', file: '/run/sysctl.d/10-first.conf' },
      'net.ipv4.tcp_rmem': { value: '4096 131072 6000000', file: '/run/sysctl.d/10-first.conf' },
    });
  });

  it('tell what can be written, what is only shown and what is not there apart', () => {
    expect(live['net.ipv4.tcp_rmem']).toEqual({ value: '4096 131072 6000000', writable: true });
    expect(live['kernel.version']?.writable).toBe(false);
    expect(Object.keys(live)).not.toContain('net.core.nothing');
    expect(Object.keys(live)).not.toContain('net.core');
  });
});

describe('an assignment', () => {
  it.each<[string, string, string | undefined]>([
    ['dots', 'net.ipv4.conf.all.rp_filter = 2', '2'],
    ['slashes', 'net/ipv4/conf/all/rp_filter=2', '2'],
    ['words with tabs between them', 'net.ipv4.conf.all.rp_filter\t=\t2  3\t4 ', '2 3 4'],
    ['errors ignored', '- net.ipv4.conf.all.rp_filter = 2', '2'],
    ['an equals sign in the value', 'net.ipv4.conf.all.rp_filter = a=b', 'a=b'],
    ['blanks without end in front', `${' '.repeat(200_000)}net.ipv4.conf.all.rp_filter = 2`, '2'],
    ['blanks without end and no equals sign', `net.ipv4.conf.all.rp_filter${' '.repeat(200_000)}2`, undefined],
    ['no key', ' = 2', undefined],
    ['a comment', '  # net.ipv4.conf.all.rp_filter = 2', undefined],
    ['another comment', ';net.ipv4.conf.all.rp_filter = 2', undefined],
    ['another key', 'net.ipv4.conf.all.rp_filter_x = 2', undefined],
    ['a pattern, which never outdoes a key', 'net.ipv4.conf.*.rp_filter = 2', undefined],
  ])('with %s', (_, line, value) => {
    const { boot } = sysctls.parse(`file /etc/sysctl.d/a.conf\n ${line}\n`, ['net.ipv4.conf.all.rp_filter']);
    expect(boot['net.ipv4.conf.all.rp_filter']?.value).toBe(value);
  });

  it('with slashes and dots means an interface with a dot in its name', () => {
    const { boot } = sysctls.parse('file /etc/sysctl.d/a.conf\n net/ipv4/conf/eth0.5/forwarding=1\n', [
      'net.ipv4.conf.eth0/5.forwarding',
    ]);
    expect(boot['net.ipv4.conf.eth0/5.forwarding']?.value).toBe('1');
  });
});

describe('the probe of settings', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'jts-sysctl-'));
    mkdirSync(join(root, 'proc/net/core'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'proc/net/core/rmem_max'), '212992\n');
    writeFileSync(join(root, 'proc/several'), '1\t2\n3\n');
    writeFileSync(join(root, 'etc/a b.conf'), 'x = 1\nnet.core.rmem_max = 5');
    writeFileSync(join(root, 'etc/c.conf~'), 'net.core.rmem_max = 6\n');
    symlinkSync('/dev/null', join(root, 'etc/b.conf'));
    symlinkSync('/nonexistent', join(root, 'etc/c.conf'));
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('reads what is there, without a trace of what is not', () => {
    const keys = ['net.core.rmem_max', 'net.core', 'net.core.nothing', 'several'];
    const { status, stdout, stderr } = bash(sysctls.script(keys), {
      '/proc/sys': `${root}/proc`,
      '/etc/sysctl.d': `${root}/etc`,
      '/usr/lib/sysctl.d': '/nonexistent',
      '/lib/sysctl.d': '/nonexistent',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`file ${root}/etc/b.conf\n`);
    expect(stdout).not.toContain('c.conf');
    expect(sysctls.parse(stdout, keys)).toEqual({
      live: {
        'net.core.rmem_max': { value: '212992', writable: true },
        several: { value: '1 2 3', writable: true },
      },
      boot: { 'net.core.rmem_max': { value: '5', file: `${root}/etc/a b.conf` } },
    });
  });
});
