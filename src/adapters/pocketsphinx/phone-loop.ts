import type { DictionaryEntry } from "../../perception/voice/ports.ts";

const PHONES =
  "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split(
    " ",
  );

const nameOf = (phone: string): string => `_${phone.toLowerCase()}`;

/** Each of the model's 39 phones as a word of its own. */
export const PHONE_DICTIONARY: readonly DictionaryEntry[] = PHONES.map((phone) => ({
  word: nameOf(phone),
  phones: phone,
}));

/** Any string of phones. */
export const PHONE_LOOP = `#JSGF V1.0;\ngrammar loop;\npublic <loop> = <phone>+;\n<phone> = ${PHONES.map(nameOf).join(" | ")};\n`;
