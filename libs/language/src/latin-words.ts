// The words that make up a third of any text: enough to tell English from its neighbours, with nothing to load.
// A word that both sides use often (die, in, on, a, an, me, no, as) stands on neither, nor does one that is another word of the other side (plus, come, son, per).

const ENGLISH =
  'the of and to is are was were be been it that this these those with for from by at which what when where who how ' +
  'why you your we our they their he she his her its not have has had do does did can could should would will may ' +
  'might must if then than there here about into over only also just more most some any all each but or so because ' +
  'while after before between both without out up down i my them us him very too much many same other new use using ' +
  'used get make need want know like one two first last never always every how let see say please yes hello thanks';

const OTHERS =
  // German
  'der das und ist nicht ein eine einen einem einer ich du wir ihr sie es mit auf für von zu dem den des im sich auch ' +
  'wie aber oder wenn wird werden sind haben kann bei aus nach nur noch sehr mehr bitte guten danke dass weil ' +
  // French
  'le la les un une des du et est dans que qui ne pas sur avec ce cette ces il elle nous vous je tu sont être au ' +
  'aux par mais ou comme leur sa ses mon votre notre bonjour merci fait très tout bien peut ' +
  // Spanish, Portuguese, Italian
  'el los las y en es por para con una del al lo se su como más pero sus este esta está son muy ya hay cuando hola ' +
  'gracias qué cómo puede tiene ser os um uma não com em por mais foi ao são você isso ele ela seu sua obrigado ' +
  'il di che non sono della del nel alla gli anche più questo questa ciao grazie perché ' +
  // Dutch, Polish, Turkish, Swedish
  'het een van niet dat zijn voor met ook maar deze wordt hoe je ze nie jest się że na jak do ale ve bir bu için ile ' +
  'çok değil nasıl och att som är på av inte ' +
  // Indonesian, Malay
  'yang dan di dari untuk dengan ini itu pada tidak adalah saya anda dalam akan bisa juga ke oleh ada kami kita apa ' +
  'atau sudah bagaimana karena seperti lebih harus terima kasih selamat dapat telah belum jika maka ' +
  // Vietnamese, also where its marks were lost
  'và là của có không được cho một các này với trong những người để tôi bạn khi đã từ cũng như rằng làm thế nào ' +
  'va la cua khong duoc mot voi trong nhung nguoi';

/** Letters of a word that fit a small integer; a longer word is none of the frequent ones. */
export const PACKED_LETTERS = 6;

/** Adds a letter, in lower case, to a word packed so far (0: none). Marks above letters are lost: á and à are 0x1f. */
export function pack(word: number, letter: number): number {
  return (word << 5) | (letter >= 0x61 && letter <= 0x7a ? letter - 0x60 : 0x1f);
}

function packed(words: string): Set<number> {
  const set = new Set<number>();
  for (const word of words.split(' ')) {
    if (word.length > PACKED_LETTERS) continue;
    let value = 0;
    for (let index = 0; index < word.length; index++) value = pack(value, word.charCodeAt(index));
    set.add(value);
  }
  return set;
}

const english = packed(ENGLISH);
const others = packed(OTHERS);
for (const word of packed(ENGLISH)) others.delete(word);

/** Frequent words of English, packed as `pack` packs them. */
export const englishWords: ReadonlySet<number> = english;
/** Frequent words of other languages in Latin script that English does not have. */
export const otherWords: ReadonlySet<number> = others;
