import type pc from 'picocolors';
import { harmless } from './harmless.ts';

export type Colors = ReturnType<typeof pc.createColors>;

export type Tone = 'plain' | 'strong' | 'faint' | 'good' | 'bad' | 'warn';

/** One line of text for a person, as said by whoever said it; only {@link printed} makes it safe and coloured. */
export interface Line {
  /** The host that the line is about. */
  readonly host?: string;
  readonly tone?: Tone;
  readonly text: string;
}

/** A line for each line of a text, none for an empty one. */
export const linesOf = (text: string, tone: Tone = 'plain', indent = ''): readonly Line[] =>
  text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((part) => ({ tone, text: indent + part }));

export const onHost = (host: string, lines: readonly Line[]): readonly Line[] =>
  lines.map((line) => ({ ...line, host }));

const paint = (tone: Tone, text: string, colors: Colors): string => {
  switch (tone) {
    case 'plain':
      return text;
    case 'strong':
      return colors.bold(text);
    case 'faint':
      return colors.dim(text);
    case 'good':
      return colors.green(text);
    case 'bad':
      return colors.red(text);
    case 'warn':
      return colors.yellow(text);
  }
};

/** Lines as text that ends with a line break each: the one way by which words of hosts and users reach a person. */
export const printed = (lines: readonly Line[], colors: Colors): string => {
  let text = '';
  for (const { host, tone = 'plain', text: said } of lines) {
    const prefix = host === undefined ? '' : `${harmless(host)}: `;
    text += `${prefix}${paint(tone, harmless(said), colors)}\n`;
  }
  return text;
};
