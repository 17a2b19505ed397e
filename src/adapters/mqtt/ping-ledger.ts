import type { MqttClient } from "mqtt";

/**
 * Tells whose answer a PINGRESP is. It carries no number, but brokers answer PINGREQs in order, so counting does: also
 * the pings that the library sends by itself are counted, and none of their answers is taken for one that was asked for.
 * An answer to nothing means that answers cannot be counted on this connection any more.
 */
export class PingLedger {
  readonly #client: MqttClient;
  #sent = 0;
  #answered = 0;
  #asked: { readonly number: number; readonly answered: () => void }[] = [];

  constructor(client: MqttClient, options: { readonly unasked: () => void }) {
    this.#client = client;
    client.on("packetsend", (packet) => {
      if (packet.cmd === "pingreq") this.#sent += 1;
    });
    client.on("packetreceive", (packet) => {
      if (packet.cmd !== "pingresp") return;
      if (this.#answered < this.#sent) this.#answer();
      else options.unasked();
    });
  }

  /** Sends a PINGREQ behind everything said before; `answered` runs when its own answer is here. */
  ask(answered: () => void): void {
    this.#client.sendPing();
    this.#asked.push({ number: this.#sent, answered });
  }

  #answer(): void {
    this.#answered += 1;
    const due = this.#asked.filter((one) => one.number <= this.#answered);
    this.#asked = this.#asked.filter((one) => one.number > this.#answered);
    for (const one of due) one.answered();
  }
}
