import type { Request } from "../events/action.ts";
import { completedDraft } from "../guard/drafts.ts";
import { messageOf } from "../runtime/errors.ts";
import { commandedDraft, failedDraft } from "./device-events.ts";
import type { Device, DeviceParts } from "./device.ts";

/** Something that is pressed, and has no state: a bell, a scene. */
export class Button implements Device {
  readonly name: string;
  readonly topics = [];
  readonly #command: { readonly topic: string; readonly press: string };
  readonly #parts: DeviceParts;

  constructor(
    name: string,
    { command }: { readonly command: { readonly topic: string; readonly press: string } },
    parts: DeviceParts,
  ) {
    this.name = name;
    this.#command = command;
    this.#parts = parts;
  }

  async run(request: Request): Promise<void> {
    const { clock, emit, transport } = this.#parts;
    const { topic, press: payload } = this.#command;
    const sent = clock.now();
    try {
      await transport.publish(topic, payload, { qos: 0, retain: false });
      const by = request.id;
      emit(commandedDraft(this.name, { command: "press", topic, payload, by, deliveryMs: null, sent }));
      emit(completedDraft(request, "It was pressed.", clock.now()));
    } catch (error) {
      const why = `It could not be pressed: ${messageOf(error)}`;
      emit(failedDraft(this.name, why, { by: request.id, now: clock.now() }));
    }
  }

  onMessage(): void {
    // It says nothing.
  }

  onBroker(): void {
    // It owes nothing.
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
