import type { Failure } from '../model/failure.ts';
import { unreachable } from '../model/result.ts';
import { sh } from '../shell/sh.ts';
import { tellHostKey, tellNoIdentity, tellRefused } from './explain-key.ts';
import type { Obstacle, Stage, Told } from './obstacle.ts';
import { bracketed, loginOf, type Target } from './target.ts';

/** Obstacles that stay until somebody takes them away. */
const LASTING: ReadonlySet<Obstacle['obstacle']> = new Set([
  'configuration',
  'no identity',
  'host key',
  'refused',
  'too many keys',
  'key',
]);

/** Puts an obstacle into words: what, where, and what to do next; `inventory` is the file as the user typed it. */
export const explain = (obstacle: Obstacle, target: Target, inventory: string): Failure => {
  const { message, advice } = tell(obstacle, target, inventory);
  const failure = {
    kind: 'unreachable',
    host: target.host,
    message: `${target.host} (${loginOf(target)}): ${message}`,
    advice,
  } as const;
  return LASTING.has(obstacle.obstacle) ? { ...failure, lasting: true } : failure;
};

const tell = (obstacle: Obstacle, target: Target, inventory: string): Told => {
  const { host, user } = target;
  const place = `${bracketed(target.address)}:${target.port}`;
  const entry = `of ${host} in ${inventory}`;
  switch (obstacle.obstacle) {
    case 'configuration':
      return {
        message: `ssh cannot read its configuration: ${obstacle.said}`,
        advice: `Correct that line; to try it: ${sh`ssh -G -- ${target.address}`.text}`,
      };
    case 'no identity':
      return tellNoIdentity(obstacle.why, target, entry);
    case 'network':
      return tellNetwork(obstacle.code, target, place, entry);
    case 'timeout':
      return tellTimeout(obstacle.stage, target, place, entry);
    case 'dropped':
      return {
        message: `${place} closes the connection before it says anything (${obstacle.attempts} attempts)`,
        advice: `Too many logins at once (MaxStartups in sshd_config), a blocked address, or sshd in trouble: look at sshd's log on the host.`,
      };
    case 'not ssh':
      return {
        message: `what answers on ${place} is not an SSH server: ${JSON.stringify(obstacle.heard)}`,
        advice: `Correct \`port\` ${entry}.`,
      };
    case 'proxy':
      return {
        message: `the proxy of your ssh configuration ended: ${obstacle.said || 'it said nothing'}`,
        advice: `Make this work first: ${sh`ssh -p ${target.port} -- ${`${user}@${target.address}`} true`.text}`,
      };
    case 'host key':
      return tellHostKey(obstacle.standing, obstacle.key, target, sh`jts trust ${host} -i ${inventory}`.text);
    case 'refused':
      return tellRefused(obstacle.tried, obstacle.methods, target, entry);
    case 'too many keys':
      return {
        message: `the host refuses to look at more keys (MaxAuthTries); offered ${obstacle.tried.join(', ')}`,
        advice: `Set \`key\` ${entry}: then only that one is offered.`,
      };
    case 'key':
      return { message: obstacle.message, advice: obstacle.advice };
    case 'broken':
      return {
        message: `the connection broke off during the ${obstacle.stage}: ${obstacle.reason}`,
        advice: `Look at sshd's log on the host; to see the same with more words: ${sh`ssh -vp ${target.port} -- ${`${user}@${target.address}`} true`.text}`,
      };
    default:
      return unreachable(obstacle);
  }
};

const tellNetwork = (code: string, { host, address }: Target, place: string, entry: string): Told => {
  switch (code) {
    case 'ENOTFOUND':
      return { message: `the name ${address} has no address (${code})`, advice: `Correct \`address\` ${entry}.` };
    case 'EAI_AGAIN':
      return {
        message: `the name service does not answer for ${address} (${code})`,
        advice: `Run again in a moment, or give ${host} a numeric \`address\`.`,
      };
    case 'ECONNREFUSED':
      return {
        message: `nothing listens on ${place} (${code})`,
        advice: `Start sshd there, or correct \`address\` or \`port\` ${entry}.`,
      };
    default:
      return {
        message: `${place} cannot be reached (${code})`,
        advice: `See that ${host} is up and the network between works, or correct \`address\` ${entry}.`,
      };
  }
};

const tellTimeout = (stage: Stage, { host, timeout }: Target, place: string, entry: string): Told => {
  switch (stage) {
    case 'connecting':
      return {
        message: `${place} does not answer within ${timeout} s`,
        advice: `See that ${host} is up and no firewall is between, or correct \`address\` or \`port\` ${entry}.`,
      };
    case 'greeting':
      return {
        message: `${place} takes the connection and then says nothing for ${timeout} s`,
        advice: `Correct \`port\` ${entry} if that is not its SSH port; a host under heavy load may need a larger \`connectTimeout\`.`,
      };
    case 'key exchange':
    case 'login':
      return {
        message: `the ${stage} did not end within ${timeout} s`,
        advice: `Raise \`connectTimeout\` ${entry} if the host is slow, else look at sshd's log there.`,
      };
    default:
      return unreachable(stage);
  }
};
