/** IPA as espeak-ng writes it for US English, and the phones of the acoustic model; longest match first. */
const PHONES_OF_IPA = new Map<string, string>([
  ["tʃ", "CH"],
  ["dʒ", "JH"],
  ["aɪɚ", "AY ER"],
  ["aɪə", "AY AH"],
  ["aʊ", "AW"],
  ["aɪ", "AY"],
  ["eɪ", "EY"],
  ["oʊ", "OW"],
  ["ɔɪ", "OY"],
  ["ɔːɹ", "AO R"],
  ["oːɹ", "AO R"],
  ["ɑːɹ", "AA R"],
  ["ɛɹ", "EH R"],
  ["ɪɹ", "IH R"],
  ["ʊɹ", "UH R"],
  ["ɜː", "ER"],
  ["ɚ", "ER"],
  ["iə", "IY AH"],
  ["əl", "AH L"],
  ["iː", "IY"],
  ["uː", "UW"],
  ["ɔː", "AO"],
  ["ɑː", "AA"],
  ["n̩", "AH N"],
  ["æ", "AE"],
  ["ʌ", "AH"],
  ["ə", "AH"],
  ["ɐ", "AH"],
  ["ᵻ", "IH"],
  ["ɪ", "IH"],
  ["ʊ", "UH"],
  ["ɛ", "EH"],
  ["i", "IY"],
  ["u", "UW"],
  ["ɑ", "AA"],
  ["ɔ", "AO"],
  ["a", "AE"],
  ["e", "EH"],
  ["o", "OW"],
  ["ɾ", "T"],
  ["ʔ", "T"],
  ["ɹ", "R"],
  ["r", "R"],
  ["j", "Y"],
  ["ŋ", "NG"],
  ["ʃ", "SH"],
  ["ʒ", "ZH"],
  ["θ", "TH"],
  ["ð", "DH"],
  ["h", "HH"],
  ["ɡ", "G"],
  ["g", "G"],
  ["x", "K"],
  ..."p b t d k m n l f v s z w".split(" ").map((letter): [string, string] => [letter, letter.toUpperCase()]),
]);

const LONGEST = Math.max(...[...PHONES_OF_IPA.keys()].map((ipa) => ipa.length));

/**
 * ARPAbet phones of an IPA transcription, separated by spaces; signs without a counterpart (stress, length, ties)
 * are left out.
 */
export function arpabetOfIpa(ipa: string): string {
  const text = ipa.replace(/[ˈˌ\u0361\u200d]/gu, "");
  const phones: string[] = [];
  for (let at = 0; at < text.length;) {
    let length = Math.min(LONGEST, text.length - at);
    while (length > 0 && !PHONES_OF_IPA.has(text.slice(at, at + length))) length -= 1;
    const found = PHONES_OF_IPA.get(text.slice(at, at + length));
    if (found !== undefined) phones.push(found);
    at += Math.max(length, 1);
  }
  return phones.join(" ");
}
