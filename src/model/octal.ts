/**
 * Writes blanks and backslashes as `\040`, the way fstab and mount points in /proc/self/mountinfo do. Not `#`, which only
 * begins a comment at the start of a line: systemd reads fstab with getmntent(3), which would take `\043` as it stands.
 */
export const escapeOctal = (text: string): string =>
  text.replace(/[ \t\n\\]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);

/** Undoes {@link escapeOctal}; runs of escaped bytes are read as UTF-8. */
export const unescapeOctal = (field: string): string =>
  field.replace(/(?:\\[0-3][0-7]{2})+/g, (run) => {
    const digits = run.slice(1).split('\\');
    return Buffer.from(digits.map((octal) => parseInt(octal, 8))).toString('utf8');
  });
