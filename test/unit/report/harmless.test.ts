import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawn, harmless } from '../../../src/report/harmless.ts';

describe('a line made harmless', () => {
  it.each([
    ['keeps plain text', 'mount: /srv → ext4, größer', 'mount: /srv → ext4, größer'],
    ['keeps emoji and other wide characters', 'データ 💾', 'データ 💾'],
    ['spells out colours', '\u001b[31mred', '\\u{1b}[31mred'],
    ['spells out what would draw over the words before', 'fail\rpass\b\b', 'fail\\u{d}pass\\u{8}\\u{8}'],
    ['spells out bells, NUL and DEL', 'a\u0007\0\u007f', 'a\\u{7}\\u{0}\\u{7f}'],
    ['spells out eight-bit controls', 'a\u009b31m', 'a\\u{9b}31m'],
    ['spells out line breaks, so that a line stays one', 'a\nb\u2028c\u0085d', 'a\\u{a}b\\u{2028}c\\u{85}d'],
    ['spells out what turns or hides text', '\u202egpj.exe\u200b', '\\u{202e}gpj.exe\\u{200b}'],
    ['spells out half a pair', 'a\ud83d', 'a\\u{d83d}'],
    ['widens tabs', 'a\tb', 'a  b'],
    ['keeps what is just not too long', 'x'.repeat(2000), 'x'.repeat(2000)],
    ['cuts what is too long', 'x'.repeat(2001), `${'x'.repeat(2000)}…`],
    ['does not cut a pair in half', `${'x'.repeat(1999)}💾x`, `${'x'.repeat(1999)}…`],
  ])('%s', (_, text, shown) => {
    expect(harmless(text)).toBe(shown);
  });

  const hostile = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          '\u001b',
          '\u001b[',
          '\u009b',
          '\u001b]0;',
          '\u0007',
          '\r',
          '\b',
          '\n',
          '\u202e',
          '31m',
          ';',
          '\ud800',
        ),
      ),
    )
    .map((parts) => parts.join(''));

  it('leaves no control, format or line-breaking character in any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(harmless(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  it('changes nothing when it is applied again', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(harmless(harmless(text))).toBe(harmless(text));
      }),
    );
  });
});

describe('a line as a terminal would draw it', () => {
  it.each([
    ['is plain text as it is', 'größer 💾', 'größer 💾'],
    ['has no colours', '\u001b[1;31mfailed\u001b[0m', 'failed'],
    ['has no cursor movements and cleared screens', 'a\u001b[2J\u001b[1;1Hb\u001b[?25lc', 'abc'],
    ['has no titles and links', 'a\u001b]0;owned\u0007b\u001b]8;;http://x\u001b\\c', 'abc'],
    ['has no eight-bit sequences', 'a\u009b31mb', 'ab'],
    ['has no choice of a character set', 'a\u001b(0b', 'ab'],
    ['keeps a sequence that never ends', 'a\u001b]0;b', 'a\u001b]0;b'],
    ['has what backspaces leave, as mkfs writes them', 'tables: 0/9\b\b\b   \b\b\bdone', 'tables: done'],
    ['has what is written last over it', ' 10%\r 50%\r100%', '100%'],
    ['has no carriage return at its end', 'done\r', 'done'],
    ['does not step back beyond its beginning', '\b\ba', 'a'],
  ])('%s', (_, line, shown) => {
    expect(drawn(line)).toBe(shown);
  });
});
