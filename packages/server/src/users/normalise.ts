import { domainToASCII } from 'node:url';

/** A name as its owner wrote it, and the form of it that must be unique. */
export interface NormalisedName {
  readonly display: string;
  readonly key: string;
}

export type Normalisation =
  | { readonly ok: true; readonly value: NormalisedName }
  /** One sentence that says what to change. */
  | { readonly ok: false; readonly problem: string };

const maxUsernameCharacters = 64;
/** RFC 5321 §4.5.3.1: 64 octets before the @, 255 after it, and 254 in all that a path leaves room for. */
const maxEmailCharacters = 254;
const maxLocalPartCharacters = 64;
const maxNameCharacters = 100;

/**
 * UTF-16 units of typed text that are normalised at most. Putting marks in their order takes time with the square of how
 * many there are, and strangers choose the text. Every name and password that is accepted fits in, with room: it has
 * 256 characters at most, and none is composed of more than six units.
 */
export const maxTypedUnits = 1_600;

/**
 * Characters nobody can see or that change how their neighbours read: controls, bidirectional marks, zero-width
 * characters, fillers, private use, unassigned, halves of surrogate pairs, and the blank braille pattern.
 */
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const blank = /\s/u;

/**
 * The user name's display form and unique key. Refuses: more than 64 characters, invisible characters, blanks inside,
 * `@` (that would be somebody's e-mail), a combining mark at the start.
 *
 * Does not check that it is free, or that it is not made of another script's look-alikes.
 */
export function normaliseUsername(text: string): Normalisation {
  if (text.length > maxTypedUnits) return refuseLongUsername();
  const display = text.trim().normalize('NFKC');
  const key = foldCase(display);
  if (display === '') return refuse('Enter a user name.');
  if (invisible.test(text.trim()) || invisible.test(key)) {
    return refuse('The user name has a character that cannot be seen. Type it again by hand.');
  }
  if (blank.test(key)) return refuse('A user name cannot have blanks. Use a dot, a hyphen or an underscore instead.');
  if (key.includes('@')) return refuse('A user name cannot have an @. Put your e-mail address in its own field.');
  if (/^\p{M}/u.test(key)) return refuse('A user name must begin with a letter, a digit or a sign of its own.');
  if (countCharacters(key) > maxUsernameCharacters || countCharacters(display) > maxUsernameCharacters) {
    return refuseLongUsername();
  }
  return { ok: true, value: { display, key } };
}

function refuseLongUsername(): NameRefusal {
  return refuse(`The user name is too long. Use at most ${maxUsernameCharacters} characters.`);
}

/**
 * The e-mail address's display form and unique key: the part before the `@` without regard to case, the domain as DNS
 * writes it. Refuses what cannot be an address at all.
 *
 * Does not check that the address exists or belongs to the person: that needs a message to it.
 */
export function normaliseEmail(text: string): Normalisation {
  if (text.length > maxTypedUnits) return refuseLongEmail();
  const display = text.trim().normalize('NFKC');
  const at = display.lastIndexOf('@');
  const localPart = display.slice(0, Math.max(at, 0));
  const domain = domainToASCII(display.slice(at + 1));
  if (invisible.test(text.trim()) || invisible.test(display)) {
    return refuse('The e-mail address has a character that cannot be seen. Type it again by hand.');
  }
  const isAddress = localPart !== '' && !localPart.includes('@') && !blank.test(display) && isDomain(domain);
  if (!isAddress) return refuse('That is not an e-mail address. Write it like name@example.com.');
  if (countCharacters(localPart) > maxLocalPartCharacters || countCharacters(display) > maxEmailCharacters) {
    return refuseLongEmail();
  }
  return { ok: true, value: { display, key: `${foldCase(localPart)}@${domain}` } };
}

function refuseLongEmail(): NameRefusal {
  return refuse(`The e-mail address is too long. Use at most ${maxEmailCharacters} characters.`);
}

/** A person's name as it is shown. Refuses more than 100 characters, and invisible ones. */
export function normaliseDisplayName(text: string): { readonly ok: true; readonly name: string } | NameRefusal {
  if (text.length > maxTypedUnits) return refuseLongName();
  const name = text.trim().normalize('NFC');
  // Joiners are needed to write some names in Persian, Hindi and others.
  if (invisible.test(name.replaceAll(/[\u200c\u200d]/g, ''))) {
    return refuse('The name has a character that cannot be seen. Type it again by hand.');
  }
  if (countCharacters(name) > maxNameCharacters) {
    return refuseLongName();
  }
  return { ok: true, name };
}

function refuseLongName(): NameRefusal {
  return refuse(`The name is too long. Use at most ${maxNameCharacters} characters.`);
}

/**
 * The key under which to look for whoever typed this at sign-in: a user name or an e-mail address. Never refuses; what
 * cannot be anybody's name gives a key that is nobody's.
 */
export function toIdentifierKey(text: string): string {
  const normalise = text.includes('@') ? normaliseEmail : normaliseUsername;
  const result = normalise(text);
  return result.ok ? result.value.key : `\u0000${foldName(text).slice(0, maxEmailCharacters)}`;
}

/** To tell whether two texts are the same name, whatever the case. Judges neither; of what is longer than any name only the start. */
export function foldName(text: string): string {
  return foldCase(text.slice(0, maxTypedUnits).trim());
}

/**
 * A password as it is judged and hashed: composed, so that one typed on two keyboards is the same. What is longer than any
 * password may be loses its end, and is still longer.
 */
export function normalisePassword(text: string): string {
  return text.slice(0, maxTypedUnits).normalize('NFC');
}

/**
 * Compatibility composition and case folding (Unicode 3.13). Upper before lower case, since JavaScript has no folding
 * of its own and this order joins what lower case alone keeps apart (`ß` and `SS`, final and other sigma). One pass
 * can make room for another, so it goes on until nothing changes.
 */
function foldCase(text: string): string {
  let folded = text;
  for (let pass = 0; pass < 4; pass += 1) {
    const next = folded.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
    if (next === folded) break;
    folded = next;
  }
  return folded;
}

type NameRefusal = { readonly ok: false; readonly problem: string };

function refuse(problem: string): NameRefusal {
  return { ok: false, problem };
}

/** By code point: what a person would roughly call a character. */
function countCharacters(text: string): number {
  return Array.from(text).length;
}

/** Labels of letters, digits and hyphens, RFC 1123 §2.1. `domainToASCII` made the rest of them so, or gave up. */
function isDomain(domain: string): boolean {
  const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
  return domain.length <= 253 && domain !== '' && domain.split('.').every((part) => label.test(part));
}
