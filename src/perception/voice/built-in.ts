/** Somebody ends what Gatehouse waits for. No rule can have this name. */
export const CANCEL_INTENT = "gatehouse:cancel";
/** Somebody asks what Gatehouse has heard before. */
export const RECOUNT_INTENT = "gatehouse:recount";

/** Sentences that every microphone knows, whatever the rules say. */
export interface BuiltInPhrases {
  readonly cancel: readonly string[];
  readonly whatDidYouHear: readonly string[];
}

/** The intents of the sentences that every microphone knows. */
export function builtInIntents({
  cancel,
  whatDidYouHear,
}: BuiltInPhrases): { intent: string; sentences: string[]; slots: Record<string, never> }[] {
  return [
    { intent: CANCEL_INTENT, sentences: [...cancel], slots: {} },
    { intent: RECOUNT_INTENT, sentences: [...whatDidYouHear], slots: {} },
  ].filter(({ sentences }) => sentences.length > 0);
}

/** Whether an intent is Gatehouse's own, not a rule's. */
export function isBuiltIn(intent: string): boolean {
  return intent === CANCEL_INTENT || intent === RECOUNT_INTENT;
}
