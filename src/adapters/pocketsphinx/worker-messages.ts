import type { Expectation } from "../../perception/voice/grammar.ts";
import type { Candidates, Choice, Recognition, RecogniserGrammar } from "../../perception/voice/ports.ts";
import type { ErrorKind } from "../../runtime/errors.ts";

/** To the recogniser's thread. Each is answered by one reply with its id. */
export type WorkerJob =
  | { readonly id: number; readonly type: "prepare"; readonly grammar: RecogniserGrammar }
  | {
      readonly id: number;
      readonly type: "recognise";
      readonly samples: Int16Array;
      readonly expectation: Expectation;
    }
  | {
      readonly id: number;
      readonly type: "choose";
      readonly samples: Int16Array;
      readonly candidates: Candidates;
    };

export type WorkerReply =
  | { readonly id: number; readonly type: "prepared" }
  | { readonly id: number; readonly type: "recognised"; readonly recognition: Recognition }
  | { readonly id: number; readonly type: "chosen"; readonly choice: Choice }
  | {
      readonly id: number;
      readonly type: "failed";
      readonly code: string;
      readonly message: string;
      readonly kind: ErrorKind;
    };
