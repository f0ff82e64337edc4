import { describe, expect, it } from 'vitest';
import { allMoved, LAB, oldFile, SCRIPTS, whereabouts } from '../tiering/scripts.ts';
import { LEFT_OUT, LOGS, mountNew, onTiers, WARM, WARM_LOGS } from './tiering-host.ts';

const { here, there } = onTiers('migration');

const FILES = 10_000;
const KILLS = 20;
/** The longest that a migration lives, in seconds: all of them together take less than it needs for so many files. */
const LIFE = 0.6;

describe('migration of logs', () => {
  it('loses and repeats nothing of 10,000 files of hostile names, killed with -9 at twenty random moments', async () => {
    const migrate = `${SCRIPTS}/tiered-storage.sh migrate --config ${LAB}/kill.conf`;
    await here(
      `printf 'LOG_SOURCES=(${LOGS})\nBATCH=500\nNETWORK_TIMEOUT=1\n' >${LAB}/kill.conf; ` +
        `${LAB}/generate.pl ${LOGS} ${FILES} ${LAB}/reference 1016 && chown -R ops:ops ${LOGS}`,
    );
    const told = await here(`${LAB}/kill-runs.pl ${KILLS} ${LIFE} ${LAB}/reference ${LOGS} ${WARM_LOGS} ${migrate}`);
    const kills = JSON.parse(told) as { readonly moments: readonly number[] };
    expect(kills).toMatchObject({ killed: KILLS, lost: 0 });
    expect(kills.moments).toHaveLength(KILLS);
    expect(await whereabouts(here, LOGS, WARM_LOGS)).toMatchObject({
      ...{ files: FILES, lost: 0, wrong: 0, repeated: 0, unrecorded: 0, stray: 0 },
    });
    await here(`${migrate} || [ $? = ${LEFT_OUT} ]`);
    expect(await whereabouts(here, LOGS, WARM_LOGS)).toEqual(allMoved(FILES));
    expect(await here('cat /var/lib/jts/manifests/migrate-*.sha256 | sha256sum --check --quiet --strict')).toBe('');
    expect(await here(`ls -A ${WARM}/logs /var/lib/jts/tmp /var/lib/jts/manifests | grep -c '^\\.' || :`)).toBe('0\n');
    console.log(`migration: ${KILLS} kills tried over ${FILES} files, all moved once, lost: 0`);
  });

  it('leaves live logs, segments of Kafka, young files and symbolic links alone', async () => {
    const stay = ['app.log', '00000000000000000000.log', 'segment/00000000000000000042.log', 'data.db'];
    await here(
      `cd ${LOGS} && ${stay.map((name) => oldFile(name, name)).join(' && ')} && echo young >app.log.1 && ` +
        `ln -s /etc/passwd link.log.1 && touch -h -d '10 days ago' link.log.1 && ${oldFile('app.log.2', 'old')}`,
    );
    const { code, stdout } = await there('tiered-storage.sh migrate');
    expect(code).toBe(LEFT_OUT);
    expect(stdout).toContain(`1 of 1 files (3B) moved from ${LOGS} to ${WARM_LOGS}\n`);
    expect(await here(`cd ${LOGS} && find . ! -type d | sort | paste -sd ' '`)).toBe(
      './00000000000000000000.log ./app.log ./app.log.1 ./data.db ./link.log.1 ./segment/00000000000000000042.log\n',
    );
  });

  it('leaves a rotated log that a process still writes, and loses none of its lines', async () => {
    await here(oldFile(`${LOGS}/app.log.1`, ''));
    const writer = here(
      `perl -e '$f = shift; $t = time - 864000; open F, ">>", $f; for (1 .. 40) { syswrite F, "$_\\n"; utime $t, $t, $f; select undef, undef, undef, 0.1 }' ${LOGS}/app.log.1`,
    );
    await here(`until [ -s ${LOGS}/app.log.1 ]; do sleep 0.1; done`);
    const { code, stdout } = await there('tiered-storage.sh migrate');
    expect(code).toBe(LEFT_OUT);
    expect(stdout).toContain('0 of 1 files (0B) moved');
    await writer;
    expect(await here(`wc -l <${LOGS}/app.log.1; tail -n 1 ${LOGS}/app.log.1`)).toBe('40\n40\n');
  });

  it('gives a copy another name where its own is taken by other content, the same one in every run', async () => {
    await here(
      `${oldFile(`${WARM_LOGS}/app.log.1`, 'first')} && ${oldFile(`${LOGS}/app.log.1`, 'second')} && ` +
        `${oldFile(`${WARM_LOGS}/same.gz`, 'same')} && ${oldFile(`${LOGS}/same.gz`, 'same')}`,
    );
    expect((await there('tiered-storage.sh migrate')).code).toBe(LEFT_OUT);
    await here(oldFile(`${LOGS}/app.log.1`, 'second'));
    expect((await there('tiered-storage.sh migrate')).code).toBe(LEFT_OUT);
    expect(
      await here(
        `cd ${WARM_LOGS} && grep . * && find ${LOGS} -type f && wc -l <(cat /var/lib/jts/manifests/*) | cut -d' ' -f1`,
      ),
    ).toBe(`app.log.1:first\napp.log.1.~16367aacb67a:second\nsame.gz:same\n2\n`);
  });

  it.each(['ext4', 'btrfs --mixed'])('keeps at the source what a full warm tier of %s does not take', async (type) => {
    await here(
      `${mountNew(type, '64M', '/mnt/small')} && mkdir -p /mnt/small/logs && ` +
        `head -c 100M /dev/urandom | split -b 1M -d -a 3 --additional-suffix=.gz - ${LOGS}/x && ` +
        `touch -d '10 days ago' ${LOGS}/*.gz && cd ${LOGS} && sha256sum --zero * >${LAB}/reference`,
    );
    try {
      const { code, stderr } = await there('tiered-storage.sh migrate', 'WARM=/mnt/small', 'BATCH=30');
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /\/mnt\/small\/logs\S+ is full: \d+ files stay in \/srv\/logs; make room there and run this again\n/,
      );
      const found = await whereabouts(here, LOGS, `/mnt/small/logs${LOGS}`);
      expect(found).toMatchObject({ files: 100, lost: 0, wrong: 0, repeated: 0, unrecorded: 0, stray: 0 });
      expect(found.atSource).toBeGreaterThan(30);
      expect(found.atSource).toBeLessThan(100);
      expect(await here(`ls -A /mnt/small/logs`)).toBe('srv\n');
    } finally {
      await here(`umount /mnt/small`);
    }
  });

  it('goes on without the warm tier, and refuses a source that its owner has made a symbolic link', async () => {
    const absent = await there('tiered-storage.sh migrate', 'WARM=/mnt/absent');
    expect(absent).toMatchObject({
      code: LEFT_OUT,
      stderr:
        'tiered-storage: warm tier: nothing is mounted at /mnt/absent: the migration skipped; mount it and run this again\n',
    });
    await here(`cd /srv && ln -s /var/log linked && ${oldFile('/var/log/x.log.1', 'mine')}`);
    const linked = await there('tiered-storage.sh migrate', 'LOG_SOURCES=(/srv/linked)');
    expect(linked.code).toBe(1);
    expect(linked.stderr).toContain('tiered-storage: /srv/linked leads over a symbolic link: name the real path\n');
    expect(await here(`rm /srv/linked && cat /var/log/x.log.1 && rm /var/log/x.log.1`)).toBe('mine');
  });
});
