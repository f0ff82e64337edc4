import { describe, expect, it } from 'vitest';
import { LAB, oldFile, SCRIPTS } from '../tiering/scripts.ts';
import { LEFT_OUT, LOGS, onTiers, WARM } from './tiering-host.ts';

const { here, answer, there } = onTiers('scripts');

describe('cleanup', () => {
  const fakes = `mkdir -p ${LAB}/fake && printf '#!/bin/sh\\necho "$*" >>${LAB}/docker.log\\n' >${LAB}/fake/docker && chmod 755 ${LAB}/fake/docker`;

  it('deletes what is old, and the directories that this empties, but no directory of the tier', async () => {
    // Made in the very second in which the script begins: only its parts tell which came first.
    await here(
      `until [[ $EPOCHREALTIME == *.0* ]]; do :; done; cd ${WARM}/temp-processing && mkdir -p keep/empty && ${oldFile('old/deeper/file', 'x')} && echo young >keep/file && ` +
        `${oldFile(`${WARM}/logs/var/young.gz`, 'x')} && ${oldFile(`${WARM}/logs/a/old.gz`, 'x')} && touch -d '31 days ago' ${WARM}/logs/a/old.gz`,
    );
    const { code, stdout } = await there('tiered-storage.sh cleanup');
    expect(code).toBe(0);
    expect(stdout).toContain('Docker is not installed: skipped\n');
    expect(await here(`cd ${WARM} && find temp-processing logs | sort | paste -sd ' '`)).toBe(
      'logs logs/var logs/var/young.gz temp-processing temp-processing/keep temp-processing/keep/empty temp-processing/keep/file\n',
    );
  });

  it('prunes only images and the build cache of Docker, where it is there', async () => {
    await here(`${fakes}; rm -f ${LAB}/docker.log`);
    const { code } = await there('tiered-storage.sh cleanup', `PATH=${LAB}/fake:$PATH`);
    expect(code).toBe(0);
    expect(await here(`cat ${LAB}/docker.log`)).toBe(
      'info\nimage prune --force --filter until=168h\nbuilder prune --force --filter until=168h\n',
    );
  });
});

describe('every script', () => {
  const names = ['storage-health', 'tiered-storage', 'nas-archival', 'lvm-backup', 'performance-test'];

  it('has help, and refuses what it does not know', async () => {
    const answers = await here(
      names
        .map(
          (name) =>
            `${SCRIPTS}/${name}.sh --help; for w in --nonsense nonsense; do ${SCRIPTS}/${name}.sh $w 2>&1; echo "$?"; done`,
        )
        .join('; '),
    );
    for (const name of names) {
      expect(answers).toMatch(new RegExp(`Usage: ${name}\\.sh [^]*--config FILE[^]*Exit codes[^]*Examples:`));
      expect(answers).toContain(`${name}: unknown option --nonsense; see ${name}.sh --help\n64\n`);
      expect(answers).toMatch(
        new RegExp(`${name}: unknown subcommand nonsense: say one of .*; see ${name}.sh --help\\n64\\n`),
      );
    }
  });

  it('refuses a configuration that others can write, or that makes no sense', async () => {
    await here(`echo WARNING=70 >${LAB}/open.conf && chmod 666 ${LAB}/open.conf`);
    expect(await answer(`${SCRIPTS}/tiered-storage.sh check --config ${LAB}/open.conf`)).toMatchObject({
      code: 1,
      stderr: `tiered-storage: ${LAB}/open.conf must belong to root and be writable by nobody else: chown root ${LAB}/open.conf; chmod go-w ${LAB}/open.conf\n`,
    });
    const senseless = await there('tiered-storage.sh check', 'LOG_AGE_DAYS=soon');
    expect(senseless.code).toBe(1);
    expect(senseless.stderr).toContain(`LOG_AGE_DAYS must be a whole number, not 'soon'\n`);
  });

  it('lets one instance work at a time', async () => {
    const { code, stderr } = await answer(
      `flock /run/lock/jts-tiered-storage.lock ${SCRIPTS}/tiered-storage.sh cleanup --dry-run`,
    );
    expect({ code, stderr }).toEqual({
      code: LEFT_OUT,
      stderr:
        'tiered-storage: another tiered-storage.sh is at work and holds /run/lock/jts-tiered-storage.lock: nothing done, try again when it has ended\n',
    });
  });

  it('measures the tiers that are there where fio is installed, and leaves no file behind', async () => {
    const measure = () =>
      there('performance-test.sh all --json', `HOT_MOUNTS=(${LOGS})`, 'PERF_SIZE=16M', 'PERF_SECONDS=1');
    const measured = await measure();
    expect({ code: measured.code, figures: JSON.parse(measured.stdout) as unknown }).toEqual({
      code: LEFT_OUT,
      figures: { hot: { iops: expect.any(Number) as number }, warm: { mb_per_s: expect.any(Number) as number } },
    });
    expect(await here(`ls -d ${LOGS}/.jts-* ${WARM}/.jts-* 2>/dev/null || :`)).toBe('');
    await here('mv /usr/bin/fio /usr/bin/fio.away');
    const outcome = await measure();
    expect(outcome).toMatchObject({ code: LEFT_OUT, stdout: '{}\n' });
    expect(outcome.stderr).toContain('fio is not installed');
  });
});
