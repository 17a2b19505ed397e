/** What a command says of a stranger. */
export interface StrangerFacts {
  readonly id: string;
  readonly visits: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly cameras: readonly string[];
  /** Paths relative to the state directory; older ones may be gone. */
  readonly pictures: readonly string[];
  /** The enrolled person who is most like them, and how much; null without anybody. */
  readonly nearest: { readonly name: string; readonly similarity: number } | null;
}
