import type { DeviceTransport, Notifier } from "./ports.ts";

/** Notifies by publishing the message as text (QoS 1, not retained). */
export class MqttNotifier implements Notifier {
  readonly #topic: string;
  readonly #transport: DeviceTransport;

  constructor(topic: string, transport: DeviceTransport) {
    this.#topic = topic;
    this.#transport = transport;
  }

  async notify(message: string): Promise<void> {
    await this.#transport.publish(this.#topic, message, { qos: 1, retain: false });
  }
}
