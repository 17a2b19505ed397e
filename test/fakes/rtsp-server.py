#!/usr/bin/env python3
"""An RTSP camera for tests, on loopback: rtsp://127.0.0.1:PORT/live, a synthetic picture with sound, or a film.

usage: rtsp-server.py PORT [--user NAME --password WORD] [--fps N] [--gop FRAMES] [--no-sound] [--film H264.mp4]

A film begins when the first viewer comes, plays at its own pace without sound, and begins again for a later viewer.

Prints "ready" when it listens. Needs Debian's python3-gi, gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-good,
-bad and -ugly. Run it with /usr/bin/python3: that is where Debian puts the gi package.
"""

import argparse

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

ROLE = "viewer"


def launch_line(fps: int, gop: int, sound: bool) -> str:
    """The pipeline of the stream; a ball that moves, so that the picture is never frozen."""
    video = (
        f"videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=640,height=480,framerate={fps}/1"
        f" ! x264enc tune=zerolatency sliced-threads=false threads=1 speed-preset=ultrafast bitrate=800 key-int-max={gop}"
        " ! rtph264pay name=pay0 pt=96 config-interval=-1"
    )
    audio = (
        " audiotestsrc is-live=true freq=440 ! audio/x-raw,rate=8000,channels=1"
        " ! alawenc ! rtppcmapay name=pay1 pt=8"
    )
    return f"( {video}{audio if sound else ''} )"


def film_line(path: str) -> str:
    """The pipeline of a film: what is in the file, packet by packet, when its time has come."""
    return (
        f'( filesrc location="{path}" ! qtdemux ! h264parse ! identity sync=true'
        " ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
    )


def require_login(server, factory, user: str, password: str) -> None:
    """Lets in only who knows the password (basic authentication)."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", ROLE)
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role(ROLE, "media.factory.access", True)
    permissions.add_permission_for_role(ROLE, "media.factory.construct", True)
    factory.set_permissions(permissions)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--fps", type=int, default=15)
    parser.add_argument("--gop", type=int, default=15)
    parser.add_argument("--no-sound", action="store_true")
    parser.add_argument("--film")
    options = parser.parse_args()

    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(options.port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_shared(True)
    synthetic = launch_line(options.fps, options.gop, not options.no_sound)
    factory.set_launch(synthetic if options.film is None else film_line(options.film))
    server.get_mount_points().add_factory("/live", factory)
    if options.user is not None:
        require_login(server, factory, options.user, options.password or "")
    if server.attach(None) == 0:
        raise SystemExit(f"port {options.port} is taken")
    print("ready", flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
