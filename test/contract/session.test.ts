import { afterEach, describe, expect, it } from 'vitest';
import { Session } from '../../src/engine/session.ts';
import { sh } from '../../src/shell/sh.ts';
import { becomeRoot } from '../../src/transport/become.ts';
import { LocalTransport } from '../../src/transport/local.ts';

const open: Session[] = [];

const session = async (): Promise<Session> => {
  const transport = new LocalTransport('here');
  const opened = await Session.open('here', (command, ready, sink) =>
    becomeRoot(transport, { method: 'none' }, { command, ready, deadline: 20 }, sink, () => Promise.resolve(undefined)),
  );
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  open.push(opened.value);
  return opened.value;
};

afterEach(() => {
  for (const opened of open.splice(0)) opened.close();
});

describe('a session', () => {
  it('runs one script after the other and tells how each ended', async () => {
    const here = await session();
    const first = await here.runApart(sh`echo out; echo err >&2; exit 7`, 5);
    const second = await here.runApart(sh`echo again`, 5);
    expect(first).toMatchObject({ ok: true, value: { status: 7, stdout: 'out\n\n', stderr: 'err\n\n' } });
    expect(second).toMatchObject({ ok: true, value: { status: 0, stdout: 'again\n\n' } });
  });

  it('takes scripts of any size and with any text', async () => {
    const here = await session();
    const text = `${'x'.repeat(300_000)}\nü'"$(false)\``;
    const ran = await here.runApart(sh`printf %s ${text}`, 20);
    expect(ran.ok && ran.value.stdout.trimEnd()).toBe(text);
  });

  it('gives scripts no input, so that none can swallow the next', async () => {
    const here = await session();
    expect(await here.runApart(sh`cat; echo end`, 5)).toMatchObject({ ok: true, value: { stdout: 'end\n\n' } });
    expect(await here.runApart(sh`echo next`, 5)).toMatchObject({ ok: true, value: { stdout: 'next\n\n' } });
  });

  it('survives a script that is no bash at all', async () => {
    const here = await session();
    const broken = await here.runApart(sh`if then fi (`, 5);
    expect(broken.ok && broken.value.status).not.toBe(0);
    expect(await here.runApart(sh`echo fine`, 5)).toMatchObject({ ok: true, value: { status: 0 } });
  });

  it('is lost, not successful, when its shell dies in the middle of a script', async () => {
    const here = await session();
    expect(await here.run(sh`kill -9 $$`, 5)).toEqual({
      ok: false,
      failure: {
        kind: 'lost',
        host: 'here',
        message: 'the connection to here was lost: the shell on the host exited with status 137',
        advice: 'Run the same command again: it looks at the host first and goes on from what is there.',
      },
    });
    expect(await here.run(sh`echo never`, 5)).toMatchObject({ ok: false, failure: { kind: 'lost' } });
  });

  it('gives up a host that answers without end', async () => {
    const here = await session();
    const ran = await here.runApart(sh`yes`, 60);
    expect(ran).toMatchObject({
      ok: false,
      failure: { kind: 'protocol', message: 'here sent more than 32 MiB in answer to one script' },
    });
  });

  it('hands a word to the script that runs', async () => {
    const here = await session();
    const script = sh`echo ready; IFS= read -r -u "$control" word; echo "got $word"`;
    const ran = await here.runApart(script, 10, (line) => {
      if (line === 'ready') here.tell('stop');
    });
    expect(ran).toMatchObject({ ok: true, value: { stdout: 'ready\ngot stop\n\n' } });
  });
});
