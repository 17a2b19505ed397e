/**
 * What a camera costs while only the ring of its last seconds is kept: no picture is decoded, nothing is written. Side by side
 * with ffmpeg copying the same stream into segments, in the same minute. Exits 1 if a target is missed. Needs `npm run build`,
 * Debian's ffmpeg and what test/fakes/rtsp-server.py needs.
 *
 *   npm run bench:ring [-- --seconds 40 --encode --continuous --json]
 *
 * With --encode every picture is decoded, masked and coded anew (`encode: true` of a camera); there is no target for that.
 * With --continuous everything is written into segments of ten seconds too, as ffmpeg does beside it; as root, where loop
 * devices are to be had, each onto an ext4 disk of its own, of which the kernel tells how much was written to it.
 */
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** Processor time is counted in hundredths of a second by the kernel. */
const TICKS_A_SECOND = 100;
const WARM_UP_S = 30;
const LEFT_HALF = [
  [0, 0],
  [0.5, 0],
  [0.5, 1],
  [0, 1],
];
const TARGETS = { percentOfACore: 2, megabytesBeyondTheRing: 60 };

if (process.argv[2] === "keep") await keep(process.argv[3], JSON.parse(process.argv[4]));
else process.exitCode = await measure();

/** The ring alone, as in a camera's process whose pictures are analysed from another stream. */
async function keep(source, { encode, continuous }) {
  const dist = new URL("../dist/", import.meta.url);
  const { SystemClock, SystemScheduler } = await import(new URL("adapters/clock/system-clock.js", dist));
  const { CameraStream } = await import(new URL("adapters/libav/camera-stream.js", dist));
  const { PacketRing } = await import(new URL("sensors/packet-ring.js", dist));
  const { silentLogger } = await import(new URL("runtime/logger.js", dist));
  const ring = new PacketRing({
    seconds: 22,
    maxBytes: 64 * 1024 * 1024,
    release: ({ native }) => native.free(),
  });
  const camera = new CameraStream({
    ...{ camera: "porch", source, analyseFps: null, packets: true, sound: false, loop: false, paced: true },
    masks: encode ? [LEFT_HALF] : [],
    encode,
    ...{
      clock: new SystemClock(),
      scheduler: new SystemScheduler(),
      random: () => 0.5,
      logger: silentLogger,
    },
  });
  const desk = continuous === null ? null : await segmentDesk(dist, continuous);
  camera.start({
    packet: (entry) => {
      desk?.packet(entry);
      ring.push(entry);
    },
    frame: () => undefined,
    sound: () => undefined,
    unrecordable: () => undefined,
    health: () => undefined,
    ended: () => undefined,
  });
  process.on("message", () => process.send({ ringBytes: ring.bytes, ...camera.counters() }));
}

/** What writes segments, as in a camera's process. */
async function segmentDesk(dist, folder) {
  const { SystemClock, SystemScheduler } = await import(new URL("adapters/clock/system-clock.js", dist));
  const { SegmentDesk } = await import(new URL("sensors/segment-desk.js", dist));
  const { ClipFile } = await import(new URL("adapters/libav/clip-file.js", dist));
  return new SegmentDesk({
    ...{ clock: new SystemClock(), scheduler: new SystemScheduler(), segmentMs: 10_000 },
    open: (first, startAt) => ClipFile.open(join(folder, `${startAt}.mp4`), first),
    finished: () => undefined,
    stopped: (why) => {
      if (why !== null) console.error(why);
    },
  });
}

async function measure() {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string" },
      ...{ encode: { type: "boolean" }, continuous: { type: "boolean" }, json: { type: "boolean" } },
    },
  });
  const seconds = Number(values.seconds ?? 40);
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-ring-"));
  const children = [];
  const mounted = [];
  try {
    const film = makeFilm(folder, WARM_UP_S + seconds + 20);
    const port = await freePort();
    const script = fileURLToPath(new URL("../test/fakes/rtsp-server.py", import.meta.url));
    const server = spawn("/usr/bin/python3", [script, `${port}`, "--film", film], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    children.push(server);
    await once(server.stdout, "data");
    const source = `rtsp://127.0.0.1:${port}/live`;
    const disks = ["all", "peer"].map((name) => (values.continuous ? ownDisk(folder, name) : null));
    mounted.push(...disks.filter((disk) => disk !== null));
    const [all, peerFolder] = disks.map((disk) => disk?.path ?? folder);
    const how = { encode: values.encode === true, continuous: values.continuous ? all : null };
    const ring = fork(fileURLToPath(import.meta.url), ["keep", source, JSON.stringify(how)]);
    const segments = ["-c", "copy", "-f", "segment", "-segment_time", "10", join(peerFolder, "part-%d.mp4")];
    const input = ["-v", "error", "-nostdin", "-rtsp_transport", "tcp", "-i", source];
    const peer = spawn("ffmpeg", [...input, ...segments], { stdio: "ignore" });
    children.push(ring, peer);
    await pause(WARM_UP_S);
    const before = [ring, peer].map(costOf);
    const toDisk = disks.map((disk) => disk?.writtenMb() ?? Number.NaN);
    const framesBefore = (await ask(ring)).frames;
    await pause(seconds);
    const after = [ring, peer].map(costOf);
    const written = after.map(({ writtenMb }, i) => (writtenMb - before[i].writtenMb) / seconds);
    const onDisk = disks.map((disk, i) => ((disk?.writtenMb() ?? Number.NaN) - toDisk[i]) / seconds);
    const { ringBytes, frames, notRecorded } = await ask(ring);
    const percents = after.map((cost, i) => ((cost.cpuS - before[i].cpuS) / seconds) * 100);
    const beyondMb = after[0].ownMb - ringBytes / 1e6;
    const figures = {
      seconds,
      frames: frames - framesBefore,
      notRecorded,
      ring: {
        ...{
          ...after[0],
          percentOfACore: percents[0],
          writtenMbASecond: written[0],
          diskMbASecond: onDisk[0],
        },
        ...{ ringMb: ringBytes / 1e6, beyondMb },
      },
      ffmpeg: {
        ...after[1],
        percentOfACore: percents[1],
        writtenMbASecond: written[1],
        diskMbASecond: onDisk[1],
      },
    };
    const targets = values.encode ? null : TARGETS;
    const met =
      targets === null ||
      (percents[0] <= TARGETS.percentOfACore && beyondMb <= TARGETS.megabytesBeyondTheRing);
    console.log(values.json ? JSON.stringify({ ...figures, targets, met }) : text(figures, targets));
    return met ? 0 : 1;
  } finally {
    await Promise.all(children.map((child) => child.kill("SIGKILL") && once(child, "exit")));
    for (const disk of mounted) disk.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function text({ seconds, frames, notRecorded, ring, ffmpeg }, targets) {
  const aDay = (megabytesASecond) => `${((megabytesASecond * 86_400) / 1000).toFixed(1)} GB a day`;
  const row = (name, { percentOfACore, rssMb, ownMb, writtenMbASecond, diskMbASecond }) =>
    `${name.padEnd(30)} ${percentOfACore.toFixed(2).padStart(6)} % of a core ` +
    `${rssMb.toFixed(0).padStart(5)} MB, ${ownMb.toFixed(0)} of them its own` +
    `; written ${aDay(writtenMbASecond)}` +
    (Number.isFinite(diskMbASecond) ? `, to its disk ${aDay(diskMbASecond)}` : "");
  const cpu = ring.percentOfACore <= TARGETS.percentOfACore ? "met" : "MISSED";
  const memory = ring.beyondMb <= TARGETS.megabytesBeyondTheRing ? "met" : "MISSED";
  return [
    `1920x1080 H.264 over RTSP, ${frames} pictures in ${seconds} s:`,
    row("the ring, kept by Gatehouse", ring),
    row("ffmpeg -c copy -f segment", ffmpeg),
    `of Gatehouse's own memory ${ring.ringMb.toFixed(1)} MB are the ring, ${ring.beyondMb.toFixed(0)} MB beyond it`,
    targets === null
      ? `coded anew with a mask; ${notRecorded} pictures were lost because it took too long`
      : `targets: ${TARGETS.percentOfACore} % of a core: ${cpu}; ${TARGETS.megabytesBeyondTheRing} MB beyond the ring: ${memory}`,
  ].join("\n");
}

/** Ten seconds of a picture with a sensor's noise, at about 4 Mbit/s, over and over. */
function makeFilm(folder, seconds) {
  const [once, film] = [join(folder, "ten.mp4"), join(folder, "film.mp4")];
  const picture = "testsrc2=size=1920x1080:rate=25:duration=10";
  const encoder = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "50", "-b:v", "4M"];
  const quiet = ["-v", "error", "-nostdin", "-y"];
  const noisy = ["-vf", "noise=alls=4:allf=t", ...encoder, "-pix_fmt", "yuv420p"];
  execFileSync("ffmpeg", [...quiet, "-f", "lavfi", "-i", picture, ...noisy, once]);
  const loops = `${Math.ceil(seconds / 10)}`;
  execFileSync("ffmpeg", [...quiet, "-stream_loop", loops, "-i", once, "-c", "copy", film]);
  return film;
}

/** An ext4 disk in a file, mounted; null where that cannot be done. */
function ownDisk(folder, name) {
  const [image, path] = [join(folder, `${name}.ext4`), join(folder, `${name}-disk`)];
  const run = (program, ...words) => execFileSync(program, words, { stdio: ["ignore", "pipe", "ignore"] });
  mkdirSync(path);
  try {
    run("truncate", "-s", "1G", image);
    run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", image);
    run("mount", "-o", "loop", image, path);
  } catch {
    return null;
  }
  const device = run("findmnt", "-no", "SOURCE", path).toString().trim().replace("/dev/", "");
  return {
    path,
    // The seventh number: sectors of 512 bytes (the kernel's Documentation/block/stat.rst).
    writtenMb: () =>
      (Number(readFileSync(`/sys/block/${device}/stat`, "utf8").trim().split(/\s+/u)[6]) * 512) / 1e6,
    remove: () => run("umount", "-l", path),
  };
}

/** Processor time and memory of a process so far (proc(5)). */
function costOf({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const io = readFileSync(`/proc/${pid}/io`, "utf8");
  return {
    cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
    rssMb: megabytes(status, "VmRSS"),
    // What is the process's alone: the programs themselves are in the memory once for all cameras.
    ownMb: megabytes(status, "RssAnon"),
    writtenMb: Number(/^wchar: (\d+)/mu.exec(io)[1]) / 1e6,
  };
}

function megabytes(status, field) {
  return (Number(new RegExp(`${field}:\\s+(\\d+)`, "u").exec(status)[1]) * 1024) / 1e6;
}

async function ask(child) {
  child.send("counters");
  const [counters] = await once(child, "message");
  return counters;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
