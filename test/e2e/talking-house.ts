import { freePort } from "../fakes/free-port.ts";
import { privatePulse, type PrivatePulse, type Room } from "../fakes/private-pulse.ts";
import { canRecognise, installed, joined, silence, spoken } from "../fakes/voice-tools.ts";
import { Daemon, House, Hub, type AnyEvent } from "./daemon.ts";

/** What tests of a talking house need. */
export const TALKING_NEEDS = "pulseaudio, alsa-utils, flite, PocketSphinx and the fetched models";

/** Whether all of that is there. */
export function canTalk(): boolean {
  return canRecognise() && installed("pulseaudio", "pactl", "parec", "paplay", "arecord", "flite");
}

/** The real daemon with a live microphone, `hall`, and a loudspeaker in one room. */
export class TalkingHouse {
  readonly pulse: PrivatePulse;
  readonly room: Room;
  readonly house: House;
  readonly daemon: Daemon;
  readonly hub: Hub;

  private constructor(parts: {
    readonly pulse: PrivatePulse;
    readonly house: House;
    readonly daemon: Daemon;
    readonly hub: Hub;
    readonly room: Room;
  }) {
    ({ pulse: this.pulse, house: this.house, daemon: this.daemon, hub: this.hub, room: this.room } = parts);
  }

  /**
   * Starts it; resolves when the microphone hears.
   *
   * @param wishes `rules`: the rules' file; `voice`: what stands under `voice` besides the loudspeaker; `modes`
   */
  static async open(wishes: { rules: string; voice?: string; modes?: string }): Promise<TalkingHouse> {
    const pulse = await privatePulse();
    const room = pulse.openRoom();
    const port = await freePort();
    const house = await House.build({
      "gatehouse.yaml": `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
microphones: { hall: { source: "alsa:default" } }
voice: { reply: { speaker: "pulse:speaker" }${wishes.voice === undefined ? "" : `, ${wishes.voice}`} }
modes: ${wishes.modes ?? "{ home: {}, sentry: {} }"}
`,
      "rules/rules.yaml": wishes.rules,
    });
    const daemon = new Daemon(house, pulse.env);
    const hub = await Hub.connect(port, "test");
    const where = ({ sensor }: AnyEvent): boolean => sensor === "microphone:hall";
    await hub.event("sensor.recovered", { where, withinMs: 20_000 });
    return new TalkingHouse({ pulse, room, house, daemon, hub });
  }

  /** A voice of flite says this in the room, with a pause before and behind it. */
  async say(text: string, voice: "slt" | "rms" | "awb" = "slt"): Promise<void> {
    this.room.say(joined(silence(0.8), await spoken(voice, text), silence(0.5)));
  }

  /** Whether an event comes later than what has been told by now. */
  fromNowOn(): (event: AnyEvent) => boolean {
    const before = this.hub.events.length;
    return (event) => this.hub.events.indexOf(event) >= before;
  }

  async close(): Promise<void> {
    await this.daemon.stop();
    await this.hub.close();
    await this.pulse.stop();
    await this.house.remove();
  }
}
