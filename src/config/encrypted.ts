/** How the names of files end that are encrypted with age. */
export const ENCRYPTED_ENDING = '.age';

export const isEncryptedName = (name: string): boolean => name.endsWith(ENCRYPTED_ENDING);

/** How a file of age begins, as text and as it is. */
export const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
const MAGIC = 'age-encryption.org/';

/** Characters of white space that may stand in front of the armor. */
const LEAD = 64;

const beginning = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, ARMOR.length + LEAD)).toString('latin1');

/** Whether a file is armored, which is text. */
export const isArmored = (bytes: Uint8Array): boolean => beginning(bytes).trimStart().startsWith(ARMOR);

/** Whether a file is one of age, by how it begins. */
export const isEncrypted = (bytes: Uint8Array): boolean => isArmored(bytes) || beginning(bytes).startsWith(MAGIC);
