import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { describe, installLine, isDebian, missingPackages, packagesFor } from "./package-list.mjs";
import { outputOf, run, say } from "./run.mjs";

/** Installs packages of the system if it may; `install` returns whether they are there afterwards. */
export async function preparePackages(purpose) {
  const system = readSystem();
  const install = (wanted) => installMissing(wanted, system);
  await install(packagesFor(purpose));
  return { install };
}

function readSystem() {
  const osRelease = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return {
    debian: isDebian(osRelease),
    root: process.getuid?.() === 0,
    terminal: process.stdin.isTTY === true && process.stderr.isTTY === true && process.env.CI === undefined,
  };
}

async function installMissing(wanted, system) {
  if (!system.debian) return explainOtherSystem(wanted);
  const names = wanted.map((one) => one.name);
  // dpkg-query fails if one of the packages is unknown, and still prints the others.
  const known = outputOf("dpkg-query", ["-W", "-f=${db:Status-Abbrev} ${Package}\n", ...names]) ?? "";
  const missing = missingPackages(wanted, known);
  if (missing.length === 0) return true;
  say("these Debian packages are missing:");
  for (const line of describe(missing)) console.error(line);
  const may = system.terminal ? await agreed(missing, system) : system.root;
  if (!may) {
    say("without them, what they are for does not work, and tests of it are skipped. To install them, type");
    console.error(`  ${installLine(missing)}`);
    return false;
  }
  return aptInstall(missing, system);
}

function explainOtherSystem(wanted) {
  const programs = { flite: "flite", "espeak-ng": "espeak-ng", "alsa-utils": "arecord" };
  const absent = wanted.filter(({ name }) => programs[name] && outputOf("which", [programs[name]]) === null);
  if (absent.length === 0) return true;
  say("this is no Debian; please install with your own package manager what these Debian packages contain:");
  for (const line of describe(wanted)) console.error(line);
  return false;
}

async function agreed(missing, system) {
  const how = system.root ? "apt-get" : "sudo apt-get";
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`Install ${missing.length} packages with ${how} now? [Y/n] `);
    return ["", "y", "yes"].includes(answer.trim().toLowerCase());
  } finally {
    lines.close();
  }
}

function aptInstall(missing, system) {
  const names = missing.map((one) => one.name);
  say(`installing ${names.join(" ")}`);
  const apt = (...args) => {
    // Another package manager that is just running (unattended upgrades) is waited for.
    const words = ["apt-get", "-q", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=300", ...args];
    const all = ["env", "DEBIAN_FRONTEND=noninteractive", ...words];
    return system.root ? run(all[0], all.slice(1)) : run("sudo", all, { interactive: true });
  };
  // An update that fails for one of several sources may still be enough.
  apt("update");
  const installed = apt("install", "-y", "--no-install-recommends", ...names);
  if (installed && names.includes("mosquitto")) quietenBroker(system);
  if (!installed) say(`apt-get failed. To try again by hand: ${installLine(missing)}`);
  return installed;
}

/** Debian starts a broker with its package. The tests start their own; a service that nobody asked for is stopped. */
function quietenBroker(system) {
  const words = existsSync("/run/systemd/system")
    ? ["systemctl", "disable", "--now", "mosquitto.service"]
    : existsSync("/etc/init.d/mosquitto")
      ? ["/etc/init.d/mosquitto", "stop"]
      : null;
  if (words === null) return;
  say("the broker that came with the package mosquitto is stopped and does not start by itself");
  if (system.root) run(words[0], words.slice(1));
  else run("sudo", words, { interactive: true });
}
