import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  COLD,
  LAB,
  LOGS,
  ONE_SOURCE,
  SCRIPTS,
  WARM,
  WARM_LOGS,
  here,
  oldFile,
  onEmptyTiers,
  there,
  whereabouts,
} from './tiering-host.ts';

onEmptyTiers();

describe('migration of logs', () => {
  const generate = (count: number): Promise<string> =>
    here(`${LAB}/generate.pl ${LOGS} ${count} ${LAB}/reference 1016 && chown -R postgres:postgres ${LOGS}`);

  const moved = (files: number) => ({
    ...{ files, lost: 0, once: files, twice: 0, wrong: 0, recorded: files, repeated: 0, unrecorded: 0 },
    ...{ atSource: 0, stray: 0, torn: 0 },
  });

  // Of 10,000 files, and twenty times, on a host in namespaces: test/faults/containers/migration.test.ts.
  it('loses and repeats nothing of 1,500 files of hostile names, killed with -9 at four random moments', async () => {
    await generate(1500);
    const settings = `COLD=${COLD}\n${ONE_SOURCE}\nBATCH=100\n`;
    const kills = JSON.parse(
      await here(
        `cat >${LAB}/kill.conf <<<'${settings}' && ${LAB}/kill-runs.pl 4 4 ${LAB}/reference ${LOGS} ${WARM_LOGS} ` +
          `${SCRIPTS}/tiered-storage.sh migrate --config ${LAB}/kill.conf`,
      ),
    ) as { killed: number; lost: number; moments: readonly number[] };
    expect(kills).toMatchObject({ killed: 4, lost: 0 });
    expect(kills.moments).toHaveLength(4);
    expect(await whereabouts(LOGS, WARM_LOGS)).toMatchObject({
      ...{ files: 1500, lost: 0, wrong: 0, repeated: 0, unrecorded: 0, stray: 0 },
    });
    const { code, stderr } = await there('tiered-storage.sh migrate');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await whereabouts(LOGS, WARM_LOGS)).toEqual(moved(1500));
    expect(await here(`cat /var/lib/jts/manifests/migrate-*.sha256 | sha256sum --check --quiet --strict`)).toBe('');
    expect(await here(`ls -A ${WARM}/logs /var/lib/jts/tmp /var/lib/jts/manifests | grep -c '^\\.' || :`)).toBe('0\n');
  });

  it('leaves live logs, segments of Kafka, young files and symbolic links alone', async () => {
    const stay = ['app.log', '00000000000000000000.log', 'segment/00000000000000000042.log', 'data.db'];
    await here(
      `cd ${LOGS} && ${stay.map((name) => oldFile(name, name)).join(' && ')} && echo young >app.log.1 && ` +
        `ln -s /etc/passwd link.log.1 && touch -h -d '10 days ago' link.log.1 && ${oldFile('app.log.2', 'old')}`,
    );
    const { code, stdout } = await there('tiered-storage.sh migrate');
    expect(code).toBe(0);
    expect(stdout).toContain(`1 of 1 files (3B) moved from ${LOGS} to ${WARM_LOGS}\n`);
    expect(await here(`cd ${LOGS} && find . ! -type d | sort | paste -sd ' '`)).toBe(
      './00000000000000000000.log ./app.log ./app.log.1 ./data.db ./link.log.1 ./segment/00000000000000000042.log\n',
    );
  });

  it('leaves a rotated log that a process still writes, and loses none of its lines', async () => {
    await here(oldFile(`${LOGS}/app.log.1`, ''));
    const writer = here(
      `perl -e '$f = shift; $t = time - 864000; open F, ">>", $f; for (1 .. 80) { syswrite F, "$_\\n"; utime $t, $t, $f; select undef, undef, undef, 0.1 }' ${LOGS}/app.log.1`,
    );
    await sleep(1000);
    const { code, stdout } = await there('tiered-storage.sh migrate');
    expect(code).toBe(0);
    expect(stdout).toContain('0 of 1 files (0B) moved');
    await writer;
    expect(await here(`wc -l <${LOGS}/app.log.1; tail -n 1 ${LOGS}/app.log.1`)).toBe('80\n80\n');
  });

  it('gives a copy another name where its own is taken by other content, the same one in every run', async () => {
    await here(
      `${oldFile(`${WARM_LOGS}/app.log.1`, 'first')} && ${oldFile(`${LOGS}/app.log.1`, 'second')} && ` +
        `${oldFile(`${WARM_LOGS}/same.gz`, 'same')} && ${oldFile(`${LOGS}/same.gz`, 'same')}`,
    );
    expect((await there('tiered-storage.sh migrate')).code).toBe(0);
    await here(oldFile(`${LOGS}/app.log.1`, 'second'));
    expect((await there('tiered-storage.sh migrate')).code).toBe(0);
    expect(
      await here(
        `cd ${WARM_LOGS} && grep . * && find ${LOGS} -type f && wc -l <(cat /var/lib/jts/manifests/*) | cut -d' ' -f1`,
      ),
    ).toBe(`app.log.1:first\napp.log.1.~16367aacb67a:second\nsame.gz:same\n2\n`);
  });

  it.each(['ext4', 'btrfs --mixed'])('keeps at the source what a full warm tier of %s does not take', async (type) => {
    await here(
      `truncate -s 64M ${LAB}/small && mkfs.${type} -q ${LAB}/small && mkdir -p /mnt/small && mount ${LAB}/small /mnt/small && ` +
        `mkdir -p /mnt/small/logs && head -c 100M /dev/urandom | split -b 1M -d -a 3 --additional-suffix=.gz - ${LOGS}/x && ` +
        `touch -d '10 days ago' ${LOGS}/*.gz && cd ${LOGS} && sha256sum --zero * >${LAB}/reference`,
    );
    try {
      const { code, stderr } = await there('tiered-storage.sh migrate', 'WARM=/mnt/small', 'BATCH=30');
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /\/mnt\/small\/logs\S+ is full: \d+ files stay in \/var\/lib\/postgresql\/logs; make room there and run this again\n/,
      );
      const found = await whereabouts(LOGS, `/mnt/small/logs${LOGS}`);
      expect(found).toMatchObject({ files: 100, lost: 0, wrong: 0, repeated: 0, unrecorded: 0, stray: 0 });
      expect(found.atSource).toBeGreaterThan(30);
      expect(found.atSource).toBeLessThan(100);
      expect(await here(`ls -A /mnt/small/logs`)).toBe('var\n');
    } finally {
      await here(`umount /mnt/small && rm ${LAB}/small`);
    }
  });

  it('goes on without the warm tier, and refuses a source that its owner has made a symbolic link', async () => {
    const absent = await there('tiered-storage.sh migrate', 'WARM=/mnt/absent');
    expect(absent).toMatchObject({
      code: 75,
      stderr:
        'tiered-storage: warm tier: nothing is mounted at /mnt/absent: the migration skipped; mount it and run this again\n',
    });
    await here(`cd /var/lib/postgresql && ln -s /var/log linked && ${oldFile('/var/log/x.log.1', 'mine')}`);
    const linked = await there('tiered-storage.sh migrate', 'LOG_SOURCES=(/var/lib/postgresql/linked)');
    expect(linked).toMatchObject({
      code: 1,
      stderr: 'tiered-storage: /var/lib/postgresql/linked leads over a symbolic link: name the real path\n',
    });
    expect(await here(`rm /var/lib/postgresql/linked && cat /var/log/x.log.1 && rm /var/log/x.log.1`)).toBe('mine');
  });
});
