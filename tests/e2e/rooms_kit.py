"""A window of a lesson: a page with a made-up camera and microphone, and what its person sees and hears."""

from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as NeverError

from accounts.models import User
from rooms.models import Room
from tests.rooms.peers.lessons import cookie

# A browser without windows has nobody whom it could ask.
ALLOWED = ["camera", "microphone"]
_SEES = """(count) => [...document.querySelectorAll('.tile--them video')].filter(
  (video) => video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > (video.seen ?? 0)
).length >= count"""
_REMEMBER = """() => document.querySelectorAll('.tile--them video').forEach((video) => {
  video.seen = video.getVideoPlaybackQuality().totalVideoFrames;
})"""
_HEARS = """(count) => {
  window.hears ??= new Set();
  for (const element of document.querySelectorAll('[data-sounds] audio')) {
    const stream = element.srcObject;
    if (!stream?.getAudioTracks().length || element.paused) continue;
    if (element.heard !== stream) {
      element.heard = stream;
      window.sound ??= new AudioContext();
      element.analyser = new AnalyserNode(window.sound);
      window.sound.createMediaStreamSource(stream).connect(element.analyser);
    }
    const values = new Float32Array(element.analyser.fftSize);
    element.analyser.getFloatTimeDomainData(values);
    if (values.some((value) => Math.abs(value) > 0.01)) window.hears.add(element);
  }
  return window.hears.size >= count;
}"""
# What the page knows when what should be there does not come.
_REPORT = """() => ({
  doors: [...document.querySelectorAll('[data-view]')].filter((view) => !view.hidden).map((view) => view.dataset.view),
  tiles: [...document.querySelectorAll('.tile--them')].map((tile) => {
    const video = tile.querySelector('video');
    const {totalVideoFrames: pictures} = video.getVideoPlaybackQuality();
    return [tile.innerText, video.hidden, video.videoWidth, pictures, video.seen];
  }),
  sounds: [...document.querySelectorAll('[data-sounds] audio')].map(
    (audio) => [audio.paused, audio.srcObject.getTracks()[0]?.muted, window.hears?.has(audio)]
  ),
  lamp: document.querySelector('[data-lamp]')?.innerText,
  ear: window.sound?.state,
})"""


class Window:
    """One person's tab."""

    def __init__(self, browser: Browser, site: str, person: User, *, is_phone: bool = False) -> None:
        size = {"width": 360, "height": 740} if is_phone else {"width": 1280, "height": 800}
        self.context = browser.new_context(base_url=site, viewport=size, locale="vi-VN", permissions=ALLOWED)  # type: ignore[arg-type]  # a TypedDict
        name, value = cookie(person).split("=", 1)
        self.context.add_cookies([{"name": name, "value": value, "url": site}])
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def stand_before(self, room: Room) -> "Window":
        """On the device page, with camera and microphone."""
        self.page.goto(f"/r/{room.slug}/")
        expect(self.page.locator("[data-view=face]")).to_be_visible()
        expect(self.page.locator("[data-enter]")).to_be_enabled()
        return self

    def press(self) -> "Window":
        """The button into the lesson."""
        self.page.locator("[data-enter]").click()
        return self

    def go_in(self, room: Room) -> "Window":
        """The device page, and its button."""
        return self.stand_before(room).press()

    def leave(self) -> None:
        """On purpose."""
        self.page.locator("[data-ctl=leave]").click()
        self.page.locator("[data-leave-do=leave]").click()
        expect(self.page.locator("[data-view=over]")).to_be_visible()

    def is_in(self) -> "Window":
        """The lesson is on the page."""
        expect(self.page.locator("[data-view=lesson]")).to_be_visible()
        return self

    def let_in(self) -> None:
        """The first of those who knock."""
        self.page.locator("[data-knocks] [data-do=admit]").first.click()

    def sees(self, count: int = 1) -> "Window":
        """So many others, in pictures that move from now on."""
        self.page.evaluate(_REMEMBER)
        return self._until(_SEES, count)

    def hears(self, count: int = 1) -> "Window":
        """So many others, from now on."""
        self.page.evaluate("() => { window.hears = new Set(); }")
        return self._until(_HEARS, count)

    def _until(self, condition: str, count: int) -> "Window":
        try:
            self.page.wait_for_function(condition, arg=count, polling=50)
        except NeverError:
            raise AssertionError(self.page.evaluate(_REPORT)) from None
        return self

    def close(self) -> None:
        """Nothing may have gone wrong in its scripts."""
        self.context.close()
        assert self.errors == []
