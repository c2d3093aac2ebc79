import { fold, Clue, type Folded } from './folded.ts';
import { KINDS, type Find, type Hit, type Kind, type NumberRule, type TextRule, type Why } from './kinds.ts';
import { englishAddress } from './kinds/address/english-address.ts';
import { koreanAddress } from './kinds/address/korean-address.ts';
import { bankAccount } from './kinds/bank-account.ts';
import { businessNumber } from './kinds/business-number.ts';
import { card } from './kinds/card.ts';
import { driverLicence } from './kinds/driver-licence.ts';
import { email, spelledEmail } from './kinds/email.ts';
import { foreignerNumber } from './kinds/foreigner-number.ts';
import { ipv4 } from './kinds/ipv4.ts';
import { ipv6 } from './kinds/ipv6.ts';
import { mac } from './kinds/mac.ts';
import { passport } from './kinds/passport.ts';
import { phone } from './kinds/phone.ts';
import { residentNumber } from './kinds/resident-number.ts';
import { assignedSecret, secret } from './kinds/secret.ts';

const NUMBERS: readonly NumberRule[] = [
  residentNumber,
  foreignerNumber,
  card,
  driverLicence,
  businessNumber,
  bankAccount,
  phone,
  passport,
  ipv4,
  koreanAddress,
  englishAddress,
];
const TEXTS: readonly TextRule[] = [secret, assignedSecret, email, spelledEmail, mac, ipv6];

const STRENGTH: Readonly<Record<Why, number>> = { checksum: 3, word: 2, form: 1 };

export interface FindOptions {
  /** Which kinds are looked for; all of them by default. */
  readonly kinds?: readonly Kind[];
}

/**
 * What in the text points to a person or opens a door, in order and without overlaps. Pure. The same characters give
 * the same finds in NFC and NFD, in full-width digits and with any dash; offsets are those of the text as it was given.
 */
export function findPrivateData(text: string, options: FindOptions = {}): Find[] {
  const folded = fold(text);
  const finds = candidates(folded, options.kinds);
  return finds.length === 0 ? finds : apart(finds).map((find) => unfolded(find, folded));
}

function candidates(folded: Folded, kinds: readonly Kind[] | undefined): Find[] {
  const finds: Find[] = [];
  const isWanted = (kind: Kind) => kinds === undefined || kinds.includes(kind);
  for (const rule of TEXTS) {
    if ((folded.clues & rule.clues) === rule.clues && isWanted(rule.kind)) add(finds, rule.kind, rule.in(folded.text));
  }
  if ((folded.clues & Clue.digit) !== 0) {
    const rules = kinds === undefined ? NUMBERS : NUMBERS.filter(({ kind }) => isWanted(kind));
    addNumbers(finds, folded.text, rules);
  }
  return finds;
}

function add(finds: Find[], kind: Kind, hits: readonly Hit[]): void {
  for (const hit of hits) finds.push({ kind, ...hit });
}

function addNumbers(finds: Find[], text: string, rules: readonly NumberRule[]): void {
  let index = 0;
  while (index < text.length) {
    if (!isDigit(text.charCodeAt(index))) {
      index++;
      continue;
    }
    const start = index;
    while (isDigit(text.charCodeAt(index))) index++;
    for (const rule of rules) {
      const hit = rule.at(text, start, index);
      if (hit !== undefined) finds.push({ kind: rule.kind, ...hit });
    }
  }
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Of finds that overlap the surer one stays; of equally sure ones the longer, then the earlier kind. */
function apart(finds: Find[]): Find[] {
  if (finds.length === 1) return finds;
  finds.sort((one, other) => one.start - other.start);
  const kept: Find[] = [];
  let touching: Find[] = [];
  let end = 0;
  for (const find of finds) {
    if (find.start >= end) {
      kept.push(...surest(touching));
      touching = [];
    }
    touching.push(find);
    end = Math.max(end, find.end);
  }
  kept.push(...surest(touching));
  return kept;
}

function surest(touching: Find[]): Find[] {
  if (touching.length < 2) return touching;
  const kept: Find[] = [];
  for (const find of touching.sort(bySureness)) {
    if (kept.every((other) => find.end <= other.start || find.start >= other.end)) kept.push(find);
  }
  return kept.sort((one, other) => one.start - other.start);
}

function bySureness(one: Find, other: Find): number {
  return (
    strengthOf(other) - strengthOf(one) ||
    other.end - other.start - (one.end - one.start) ||
    KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
    one.start - other.start
  );
}

/** A key may hold anything, digits with a right check digit too. */
const strengthOf = ({ kind, why }: Find): number => (kind === 'secret' ? 4 : STRENGTH[why]);

function unfolded(find: Find, { offsets }: Folded): Find {
  if (offsets === undefined) return find;
  return { ...find, start: offsets[find.start] ?? 0, end: offsets[find.end] ?? 0 };
}
