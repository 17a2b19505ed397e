import { expect, test } from "vitest";

interface Package {
  readonly name: string;
  readonly for: string;
  readonly why: string;
}
interface PackageList {
  readonly packagesFor: (purpose: string) => Package[];
  readonly missingPackages: (wanted: readonly Package[], dpkg: string) => Package[];
  readonly isDebian: (osRelease: string) => boolean;
  readonly describe: (packages: readonly Package[]) => string[];
  readonly installLine: (packages: readonly Package[]) => string;
}
const { packagesFor, missingPackages, isDebian, describe, installLine } = (await import(
  new URL("../../../scripts/setup/package-list.mjs", import.meta.url).href
)) as PackageList;

const names = (packages: readonly Package[]): string[] => packages.map((one) => one.name);

test("the tests need everything that the demo needs, and more", () => {
  const demo = names(packagesFor("demo"));
  const all = names(packagesFor("test"));
  expect(demo).toContain("flite");
  expect(demo).not.toContain("mosquitto");
  expect(all).toEqual(expect.arrayContaining(demo));
  expect(all).toContain("mosquitto");
});

test("only packages that dpkg calls installed count as installed", () => {
  const wanted = packagesFor("demo");
  const dpkg = "ii  libpocketsphinx3\nrc  flite\nun  espeak-ng\nii  alsa-utils\n";
  expect(names(missingPackages(wanted, dpkg))).toEqual(["pocketsphinx-en-us", "flite", "espeak-ng"]);
});

test("nothing is missing when dpkg knows them all", () => {
  const wanted = packagesFor("test");
  const dpkg = wanted.map((one) => `ii  ${one.name}\n`).join("");
  expect(missingPackages(wanted, dpkg)).toEqual([]);
});

test("Debian, Raspberry Pi OS and Ubuntu have apt; Fedora has not", () => {
  expect(isDebian('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n')).toBe(true);
  expect(isDebian('NAME="Raspbian GNU/Linux"\nID=raspbian\nID_LIKE=debian\n')).toBe(true);
  expect(isDebian('ID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true);
  expect(isDebian("ID=fedora\nVARIANT_ID=debian-like\n")).toBe(false);
  expect(isDebian("")).toBe(false);
});

test("packages of one purpose stand in one line, and the line to type names them all", () => {
  const packages = packagesFor("test");
  expect(describe(packages)).toContain(
    "  pulseaudio pulseaudio-utils libasound2-plugins: a microphone without hardware",
  );
  for (const name of names(packages)) expect(installLine(packages).split(" ")).toContain(name);
});
