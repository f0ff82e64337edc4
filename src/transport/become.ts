import { randomBytes } from 'node:crypto';
import type { Failure } from '../model/failure.ts';
import type { Become } from '../model/host.ts';
import { fail, ok, unreachable, type Result } from '../model/result.ts';
import type { Secret } from '../model/secret.ts';
import { sh, type Shell } from '../shell/sh.ts';
import { Deadline } from './deadline.ts';
import type { Told } from './obstacle.ts';
import { RootWatch } from './root-watch.ts';
import { explainLogin, explainSudo, lastLineOf, noPassword, notRoot, wrongPassword } from './sudo.ts';
import type { Ending, Execution, OutputSink, Transport } from './transport.ts';

/** A program that is to run as root. */
export interface RootProgram {
  /** A simple command: a program and its arguments, no shell syntax around them. */
  readonly command: Shell;
  /** How its first line begins; its effective user id and a line break follow. */
  readonly ready: string;
  /** Seconds until a program that does not say it is ready is given up; the time in which the user is asked does not count. */
  readonly deadline: number;
}

/** Asks the user for the password of sudo; undefined when nobody gives it. */
export type AskPassword = () => Promise<Secret | undefined>;

/**
 * Starts a program as root and hands it over once it has said that it is ready; the sink gets what comes after that.
 * A password goes to sudo only in answer to sudo's own prompt, so that it never reaches the program; a second prompt
 * ends the attempt, because more wrong passwords can lock the account (pam_faillock).
 */
export const becomeRoot = async (
  transport: Transport,
  become: Become,
  program: RootProgram,
  sink: OutputSink,
  askPassword: AskPassword,
): Promise<Result<Execution, Failure>> => {
  const prompt = `[jts ${randomBytes(8).toString('hex')}]`;
  const watch = new RootWatch(program.ready, prompt, sink);
  const deadline = new Deadline(program.deadline);
  const attempt = { transport, become, seconds: program.deadline };
  const late = new Promise<undefined>((resolve) => {
    deadline.signal.addEventListener('abort', () => {
      watch.note({ step: 'late' });
      resolve(undefined);
    });
  });
  const starting = transport.execute(commandLine(become, prompt, program.command).text, watch);
  const started = await Promise.race([starting, late]);
  if (started === undefined) {
    void starting.then((execution) => {
      if (execution.ok) execution.value.abandon('it came too late');
    });
    return fail(tooLate(watch, attempt));
  }
  if (!started.ok) {
    deadline.stop();
    return started;
  }
  const execution = started.value;
  void execution.ended.then((ending) => {
    watch.note({ step: 'ended', ending });
  });
  const answer = async (): Promise<boolean> => {
    const password = await deadline.without(askPassword());
    if (password !== undefined) execution.write(`${password.reveal()}\n`);
    return password !== undefined;
  };
  const failure = await follow(watch, attempt, answer);
  deadline.stop();
  if (failure === undefined) return ok(execution);
  execution.end();
  execution.abandon('it did not become root');
  return fail(failure);
};

/** `env` sets the language of sudo's messages whatever the login shell is; csh and fish know no assignment before a command. */
const commandLine = (become: Become, prompt: string, command: Shell): Shell => {
  if (become.method === 'none') return command;
  if (become.password === 'none') return sh`env LC_ALL=C sudo -n -- ${command}`;
  return sh`env LC_ALL=C sudo -k -S -p ${prompt} -- ${command}`;
};

interface Attempt {
  readonly transport: Transport;
  readonly become: Become;
  readonly seconds: number;
}

const tooLate = (watch: RootWatch, { transport: { host, user }, become, seconds }: Attempt): Failure => ({
  kind: 'become',
  host,
  message: `nothing ran as root for ${user} on ${host} within ${seconds} s: ${lastLineOf(watch.printed)}`,
  advice: `Try it by hand: ${become.method === 'sudo' ? 'sudo true' : 'bash -c true'} as ${user} on ${host}.`,
});

/** Sees a program through to being ready, or says why it did not get there. */
const follow = async (
  watch: RootWatch,
  attempt: Attempt,
  answer: () => Promise<boolean>,
): Promise<Failure | undefined> => {
  const { transport, become } = attempt;
  const { host } = transport;
  const failed = (told: Told): Failure => ({ kind: 'become', host, ...told });
  let asked = false;
  for (;;) {
    const step = await watch.next();
    switch (step.step) {
      case 'ready':
        return step.uid === '0' ? undefined : failed(notRoot(transport, step.uid));
      case 'prompt':
        if (asked) return failed(wrongPassword(transport));
        asked = true;
        if (!(await answer())) return failed(noPassword(transport));
        break;
      case 'ended':
        if (step.ending.ending === 'lost') return lost(transport, step.ending.reason);
        if (become.method === 'sudo') return failed(explainSudo(transport, watch.printed, wordsOf(step.ending)));
        return { kind: 'unreachable', host, ...explainLogin(transport, watch.printed, wordsOf(step.ending)) };
      case 'late':
        return tooLate(watch, attempt);
      default:
        return unreachable(step);
    }
  }
};

const wordsOf = (ending: Exclude<Ending, { ending: 'lost' }>): string =>
  ending.ending === 'exited' ? `exit status ${ending.code}` : `ended by ${ending.signal}`;

const lost = ({ host }: Transport, reason: string): Failure => ({
  kind: 'lost',
  host,
  message: `the connection to ${host} was lost on the way to root: ${reason}`,
  advice: 'Run the same command again.',
});
