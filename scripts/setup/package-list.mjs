/** The Debian packages that are needed, what for, and by whom: the demo needs some, the tests need all. */
export const DEBIAN_PACKAGES = [
  { name: "libpocketsphinx3", for: "demo", why: "understands spoken commands" },
  { name: "pocketsphinx-en-us", for: "demo", why: "understands spoken commands (its English model)" },
  { name: "flite", for: "demo", why: "speaks" },
  { name: "espeak-ng", for: "demo", why: "knows how words are pronounced that are in no dictionary" },
  { name: "alsa-utils", for: "demo", why: "microphones and loudspeakers" },
  { name: "festival", for: "test", why: "voices that speak a wake phrase to train with" },
  { name: "festvox-kallpc16k", for: "test", why: "voices that speak a wake phrase to train with" },
  { name: "festvox-kdlpc16k", for: "test", why: "voices that speak a wake phrase to train with" },
  { name: "festvox-us-slt-hts", for: "test", why: "voices that speak a wake phrase to train with" },
  {
    name: "asterisk-core-sounds-en-wav",
    for: "test",
    why: "people's speech, to train what is no wake phrase",
  },
  {
    name: "asterisk-core-sounds-es-wav",
    for: "test",
    why: "people's speech, to train what is no wake phrase",
  },
  {
    name: "asterisk-core-sounds-fr-wav",
    for: "test",
    why: "people's speech, to train what is no wake phrase",
  },
  {
    name: "asterisk-core-sounds-it-wav",
    for: "test",
    why: "people's speech, to train what is no wake phrase",
  },
  {
    name: "asterisk-core-sounds-ru-wav",
    for: "test",
    why: "people's speech, to train what is no wake phrase",
  },
  { name: "ffmpeg", for: "test", why: "makes and checks test videos" },
  { name: "mosquitto", for: "test", why: "a real MQTT broker" },
  { name: "mosquitto-clients", for: "test", why: "talks to the broker from outside" },
  { name: "openssl", for: "test", why: "certificates for the broker" },
  { name: "rclone", for: "test", why: "copies clips to another place" },
  { name: "pulseaudio", for: "test", why: "a microphone without hardware" },
  { name: "pulseaudio-utils", for: "test", why: "a microphone without hardware" },
  { name: "libasound2-plugins", for: "test", why: "a microphone without hardware" },
  { name: "python3", for: "test", why: "runs the RTSP server" },
  { name: "python3-gi", for: "test", why: "runs the RTSP server" },
  { name: "gir1.2-gst-rtsp-server-1.0", for: "test", why: "a camera without hardware" },
  { name: "gstreamer1.0-plugins-base", for: "test", why: "a camera without hardware" },
  { name: "gstreamer1.0-plugins-good", for: "test", why: "a camera without hardware" },
  { name: "gstreamer1.0-plugins-bad", for: "test", why: "a camera without hardware" },
  { name: "gstreamer1.0-plugins-ugly", for: "test", why: "a camera without hardware" },
];

/** Needed only where npm cannot download a ready-made binding of SQLite. */
export const BUILD_TOOLS = [
  { name: "python3", for: "demo", why: "compiles SQLite's binding" },
  { name: "make", for: "demo", why: "compiles SQLite's binding" },
  { name: "g++", for: "demo", why: "compiles SQLite's binding" },
];

/** The packages for a purpose. */
export function packagesFor(purpose) {
  return DEBIAN_PACKAGES.filter((one) => purpose === "test" || one.for === "demo");
}

/**
 * Those of `wanted` that are not installed.
 * @param {string} dpkg what `dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n'` printed
 */
export function missingPackages(wanted, dpkg) {
  const installed = new Set(
    dpkg
      .split("\n")
      .filter((line) => line.startsWith("ii "))
      .map((line) => line.slice(3).trim()),
  );
  return wanted.filter((one) => !installed.has(one.name));
}

/** Whether an `/etc/os-release` is of Debian or of a distribution that is made from it (Raspberry Pi OS, Ubuntu, …). */
export function isDebian(osRelease) {
  const value = (key) =>
    new RegExp(`^${key}="?([^"\n]*)"?$`, "m").exec(osRelease)?.[1]?.toLowerCase().split(" ") ?? [];
  return [...value("ID"), ...value("ID_LIKE")].some((id) => id === "debian" || id === "raspbian");
}

/** The packages as lines for a person: reasons once, with all packages of that reason. */
export function describe(packages) {
  const byReason = new Map();
  for (const { name, why } of packages) byReason.set(why, [...(byReason.get(why) ?? []), name]);
  return [...byReason].map(([why, names]) => `  ${names.join(" ")}: ${why}`);
}

/** The line that installs packages, to be typed. */
export function installLine(packages) {
  return `sudo apt-get update && sudo apt-get install --no-install-recommends ${packages.map((one) => one.name).join(" ")}`;
}
